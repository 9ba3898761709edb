"""Consent to keeping access needs: what was agreed to, in the words that were read, and when."""

import datetime as dt

from registration.exceptions import ConsentMissing
from registration.models import Consent, ConsentKind, Registration

ACCESS_CONSENT_VERSION = "1"


def needs_consent(*, access_needs: object, access_note: str) -> bool:
    return bool(access_needs or access_note)


def keep_access_consent(registration: Registration, *, text: str, now: dt.datetime) -> None:
    """Keep the consent beside the needs; nothing where no need is told."""
    if not needs_consent(
        access_needs=registration.access_needs, access_note=registration.access_note
    ):
        return
    if not text:
        raise ConsentMissing
    Consent.objects.create(
        registration=registration,
        kind=ConsentKind.ACCESS_NEEDS,
        text=text,
        text_version=ACCESS_CONSENT_VERSION,
        given_at=now,
    )


def renew_access_consent(registration: Registration, *, text: str, now: dt.datetime) -> None:
    """Needs changed: the earlier consent ends, the new one begins where needs remain."""
    withdraw_consents(registration, now=now)
    keep_access_consent(registration, text=text, now=now)


def withdraw_consents(registration: Registration, *, now: dt.datetime) -> None:
    registration.consents.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)
