from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        from agenda.signals import programme_released
        from registration import auditing
        from registration.receivers import programme_was_released
        from registration.services.changes import tell_changes
        from registration.services.deciding import carry_out_decisions, forget_decisions
        from registration.services.delegations import write_to_invitees
        from registration.services.opening import tell_opening
        from registration.services.purging import purge_access_needs
        from registration.services.reminding import send_reminders
        from registration.services.waiting import expire_offers, fill_what_is_free
        from summit.mail import due_work
        from summit.mail.kinds import name_kinds

        auditing.register_models()
        programme_released.connect(programme_was_released, dispatch_uid="registration")
        due_work.register("access needs", purge_access_needs)
        due_work.register("offers", expire_offers)
        due_work.register("waiting lists", fill_what_is_free)
        due_work.register("decisions", carry_out_decisions)
        due_work.register("old decisions", forget_decisions)
        due_work.register("delegations", write_to_invitees)
        due_work.register("changes to tell", tell_changes)
        due_work.register("opening", tell_opening)
        due_work.register("reminders", send_reminders)
        name_kinds(
            {
                "registration_confirmed_in_person": _("Confirmation, in person"),
                "registration_confirmed_online": _("Confirmation, online"),
                "registration_waiting": _("Waiting list, confirmed online"),
                "registration_waiting_only": _("Waiting list"),
                "registration_moved": _("Other way of coming"),
                "registration_cancelled": _("Cancellation"),
                "registration_already": _("Already registered"),
                "registration_lost_link": _("Lost link"),
                "registration_without_place": _("No place at the moment"),
                "place_offered": _("Place offered"),
                "place_given": _("Place given from the waiting list"),
                "place_expired": _("Offer of a place expired"),
                "booking_confirmed": _("Seat booked"),
                "booking_given": _("Seat given from the waiting list"),
                "booking_waiting": _("Waiting list of a session"),
                "booking_offered": _("Seat offered"),
                "booking_expired": _("Offer of a seat expired"),
                "booking_cancelled": _("Seat let go"),
                "registration_changes": _("Changes in the programme"),
                "registration_reminder": _("Reminder"),
                "registration_erased": _("Receipt of an erasure"),
                "registration_declined": _("Decline in a calendar"),
                "registration_address_confirm": _("New address to confirm"),
                "registration_address_taken": _("Address asked for by somebody else"),
                "registration_address_left": _("Address left for another"),
                "registration_passed_on": _("Place passed on, to be taken"),
                "registration_passed_left": _("Place passed on, taken"),
                "registration_pending": _("Request received"),
                "request_refused": _("Request not approved"),
                "invitee_invited": _("Invitation of a delegation"),
                "registration_opened": _("Registration is open"),
            }
        )
