"""Which mail tells what, with which links and which invitation. Called inside the transaction.

Every mail goes to the address on the row, in the language of the row.
"""

from registration.notifications.bookings import (
    cancels_of,
    mail_booking_cancelled,
    mail_booking_confirmed,
    mail_booking_expired,
    mail_booking_given,
    mail_booking_offered,
    mail_booking_waiting,
    requests_of,
    sessions_of,
)
from registration.notifications.common import (
    Holds,
    enqueue,
    holds_by_person,
    holds_of,
    mail_or_pretend,
    personal_links,
)
from registration.notifications.places import (
    kind_of,
    mail_again,
    mail_already_registered,
    mail_cancelled,
    mail_link,
    mail_moved,
    mail_new_address,
    mail_offer_expired,
    mail_place_given,
    mail_place_offered,
    mail_place_taken,
    mail_registered,
    mail_waiting_added,
    mail_waiting_left,
    tell_holds,
)

__all__ = [
    "Holds",
    "cancels_of",
    "enqueue",
    "holds_by_person",
    "holds_of",
    "kind_of",
    "mail_again",
    "mail_already_registered",
    "mail_booking_cancelled",
    "mail_booking_confirmed",
    "mail_booking_expired",
    "mail_booking_given",
    "mail_booking_offered",
    "mail_booking_waiting",
    "mail_cancelled",
    "mail_link",
    "mail_moved",
    "mail_new_address",
    "mail_offer_expired",
    "mail_or_pretend",
    "mail_place_given",
    "mail_place_offered",
    "mail_place_taken",
    "mail_registered",
    "mail_waiting_added",
    "mail_waiting_left",
    "personal_links",
    "requests_of",
    "sessions_of",
    "tell_holds",
]
