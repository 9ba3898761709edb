"""Which mail tells what, with which links and which invitation. Called inside the transaction.

Every mail goes to the address on the row, in the language of the row.
"""

from registration.notifications.common import (
    Holds,
    enqueue,
    holds_by_person,
    holds_of,
    mail_or_pretend,
    personal_links,
)
from registration.notifications.places import (
    mail_again,
    mail_already_registered,
    mail_cancelled,
    mail_link,
    mail_moved,
    mail_new_address,
    mail_registered,
    mail_waiting_added,
    mail_waiting_left,
)

__all__ = [
    "Holds",
    "enqueue",
    "holds_by_person",
    "holds_of",
    "mail_again",
    "mail_already_registered",
    "mail_cancelled",
    "mail_link",
    "mail_moved",
    "mail_new_address",
    "mail_or_pretend",
    "mail_registered",
    "mail_waiting_added",
    "mail_waiting_left",
    "personal_links",
]
