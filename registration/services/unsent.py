"""Mail about a registration that has not left yet, and says what is true no longer."""

from registration.models import Registration
from summit.mail.models import EmailState, OutgoingEmail

WAITING_TO_LEAVE = (EmailState.PENDING, EmailState.RETRY)


def withdraw_unsent(registration: Registration) -> int:
    """Take out of the outbox what nobody has got; returns how many messages.

    Called inside the transaction that makes them untrue, before it writes its own. What a worker
    has claimed leaves. The rows are locked first, so that none is claimed in between; copies
    that an organiser sent again go with their original.
    """
    about = OutgoingEmail.objects.filter(
        dedupe_key__startswith=f"registration:{registration.public_id}:"
    )
    found = set(about.values_list("pk", flat=True))
    copies = found
    while copies:
        copies = set(
            OutgoingEmail.objects.filter(resend_of__in=copies).values_list("pk", flat=True)
        )
        copies -= found
        found |= copies
    unsent = OutgoingEmail.objects.filter(pk__in=found, state__in=WAITING_TO_LEAVE).order_by("pk")
    locked = list(unsent.select_for_update().values_list("pk", flat=True))
    OutgoingEmail.objects.filter(pk__in=locked).delete()
    return len(locked)
