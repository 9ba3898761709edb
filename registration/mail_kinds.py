"""What each mail of a registration is called, for organisers and for whoever got it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAIL_KINDS: dict[str, Promise] = {
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
