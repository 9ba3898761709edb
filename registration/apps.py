from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        from agenda.signals import programme_released
        from registration import auditing
        from registration.mail_kinds import MAIL_KINDS
        from registration.receivers import programme_was_released
        from registration.services.changes import tell_changes
        from registration.services.deciding import carry_out_decisions, forget_decisions
        from registration.services.delegations import write_to_invitees
        from registration.services.freeing import WORK as FREEING
        from registration.services.opening import tell_opening
        from registration.services.purging import purge_access_needs
        from registration.services.reminding import send_reminders
        from registration.services.retaining import erase_after_the_event
        from registration.services.waiting import expire_offers, fill_what_is_free
        from summit.mail import due_work
        from summit.mail.kinds import name_kinds
        from summit.operations.runs import name_work

        auditing.register_models()
        programme_released.connect(programme_was_released, dispatch_uid="registration")
        due_work.register("access needs", purge_access_needs)
        due_work.register("people after the event", erase_after_the_event)
        due_work.register("offers", expire_offers)
        due_work.register("waiting lists", fill_what_is_free)
        due_work.register("decisions", carry_out_decisions)
        due_work.register("old decisions", forget_decisions)
        due_work.register("delegations", write_to_invitees)
        due_work.register("changes to tell", tell_changes)
        due_work.register("opening", tell_opening)
        due_work.register("reminders", send_reminders)
        name_work(FREEING)
        name_kinds(MAIL_KINDS)
