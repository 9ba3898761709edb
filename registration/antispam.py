"""Signs of a robot: a field that no one sees is filled, or the form comes back at once.

Neither loses a person who fills forms fast or whose browser fills them alone: the form is shown
again with all that was typed, asks to send once more, and the second time is not judged.
"""

from django import forms
from django.conf import settings
from django.core import signing

FIRST, AGAIN = "first", "again"
VALID_SECONDS = 24 * 3600
SALT = "registration.antispam"


def new_stamp(attempt: str = FIRST) -> str:
    return _signer().sign(attempt)


def read_stamp(stamp: str, *, max_age: int = VALID_SECONDS) -> str:
    """Which attempt a stamp was given for; empty when it is forged, missing or too old."""
    try:
        return _signer().unsign(stamp, max_age=max_age)
    except signing.BadSignature:
        return ""


def is_suspicious(*, stamp: str, trap: str) -> bool:
    attempt = read_stamp(stamp)
    if attempt == AGAIN:
        return False
    too_soon = settings.SUMMIT_FORM_MIN_SECONDS
    at_once = bool(too_soon) and bool(read_stamp(stamp, max_age=too_soon))
    return attempt != FIRST or bool(trap) or at_once


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=SALT)


class AntispamMixin(forms.Form):
    """Reads the trap (`reference`) and the signed time (`stamp`) that the page carries.

    They are no fields of the form: whatever a robot puts there is no error to be shown. Ask
    `is_suspicious` after `is_valid`.
    """

    asks_again = False

    def is_suspicious(self) -> bool:
        self.asks_again = is_suspicious(
            stamp=str(self.data.get("stamp", "")), trap=str(self.data.get("reference", ""))
        )
        return self.asks_again

    @property
    def next_stamp(self) -> str:
        """Stamp of the form shown next: the one that came back, so that its time goes on."""
        if self.asks_again:
            return new_stamp(AGAIN)
        sent = str(self.data.get("stamp", ""))
        return sent if read_stamp(sent) else new_stamp()
