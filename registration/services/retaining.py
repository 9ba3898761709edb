"""People's data go by themselves, months after the event: announced, then erased, figures kept."""

import datetime as dt
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from registration.models import Registration
from registration.models.registrations import RegistrationQuerySet
from registration.services.erasing import erase_quietly
from registration.services.retained import erase_others, figures_to_keep, others_left
from summit.edition.models import Edition
from summit.edition.retention import NOTICE, add_months, begins_on, erased_from, moment_now
from summit.mail.wake import wake_sweep
from summit.operations.models import PastErasure, Trouble
from summit.operations.troubles import forget_troubles, note_trouble, troubles_of

logger = logging.getLogger(__name__)

BUDGET = 5.0
ERASING = "erase after the event"
DAY = dt.timedelta(days=1)


def erase_after_the_event(*, budget: float = BUDGET) -> int:
    """Due work: announce that people's data will go, a week later erase them, a bit at a time.

    Whoever registered after the last day is kept for as long from then on. Nothing is announced
    while there is nobody to erase; a period that is made longer takes the announcement back. What
    comes of age once the registrations are gone goes day by day. Idempotent. Returns how many
    registrations were erased.
    """
    edition = Edition.objects.current()
    today = moment_now(edition).astimezone(edition.zone).date()
    due = erased_from(edition)
    if due is None or today < due - NOTICE or not _is_any_left(edition, before := _cutoff(edition)):
        _announce(edition, None)
        _close()
        return 0
    deadline = time.monotonic() + budget
    if today >= due and (past := _nobody_but_others(edition, before)):
        _erase_all_others(before, past, deadline=deadline)
        return 0
    if edition.erasing_announced_at is None:
        _announce(edition, timezone.now())
        return 0
    begins = begins_on(edition)
    if begins is None or today < begins:
        return 0
    return _erase(edition, before, deadline=deadline)


def to_be_erased(edition: Edition) -> int:
    """How many registrations the erasure that is announced will take; 0 while none is."""
    if edition.erasing_announced_at is None:
        return 0
    return _people(edition, _cutoff(edition)).count()


def not_erased() -> dict[int, Trouble]:
    """The registrations that could not be erased so far, with the trouble."""
    return troubles_of(ERASING)


def _cutoff(edition: Edition) -> dt.datetime:
    """Who registered before this has been kept for long enough, on the day that it begins."""
    today = moment_now(edition).astimezone(edition.zone).date()
    rolling = add_months(today - DAY, -edition.months_kept)
    last = max(edition.end, rolling)
    return dt.datetime.combine(last + DAY, dt.time(), edition.zone)


def _people(edition: Edition, before: dt.datetime) -> RegistrationQuerySet:
    return Registration.objects.filter(edition=edition, created_at__lt=before).order_by("pk")


def _is_any_left(edition: Edition, before: dt.datetime) -> bool:
    return _people(edition, before).exists() or others_left(before)


def _announce(edition: Edition, moment: dt.datetime | None) -> None:
    """Only what changes is written: each page keeps the edition as it saw it."""
    if edition.pk and edition.erasing_announced_at != moment:
        Edition.objects.filter(pk=edition.pk).update(erasing_announced_at=moment)


def _erase(edition: Edition, before: dt.datetime, *, deadline: float) -> int:
    record = _open(edition, before)
    if record is None:
        return 0
    failing, now, erased = troubles_of(ERASING), timezone.now(), 0
    for pk in list(_people(edition, before).values_list("pk", flat=True)):
        if time.monotonic() >= deadline:
            wake_sweep()
            return erased
        if pk not in failing or not failing[pk].rests_at(now):
            erased += _erase_person(pk, before, record, failing.get(pk))
    _erase_all_others(before, record, deadline=deadline)
    with _one_at_a_time(edition):
        if not _is_any_left(edition, before):
            _announce(edition, None)
            _close()
    return erased


@contextmanager
def _one_at_a_time(edition: Edition) -> Iterator[None]:
    """Of several workers one begins an erasure, or ends it."""
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        yield


def _open(edition: Edition, before: dt.datetime) -> PastErasure | None:
    """What is kept of the erasure that goes on; None where another worker has just ended it."""
    with _one_at_a_time(edition):
        if not _is_any_left(edition, before):
            return None
        record, _is_new = PastErasure.objects.get_or_create(
            edition=_name(edition),
            finished_at=None,
            defaults={"started_at": timezone.now(), "figures": figures_to_keep()},
        )
        return record


def _close() -> None:
    """Over, or not due any more: the next erasure has figures of its own.

    Also where a worker died before it could say so, and where the rest was erased by hand.
    """
    if PastErasure.objects.filter(finished_at=None).update(finished_at=timezone.now()):
        forget_troubles(ERASING, list(troubles_of(ERASING)))


def _name(edition: Edition) -> str:
    with override(settings.LANGUAGE_CODE):
        return edition.name


def _nobody_but_others(edition: Edition, before: dt.datetime) -> PastErasure | None:
    """The erasure that is over: what comes of age day by day, such as sign-ins, belongs to it."""
    if _people(edition, before).exists():
        return None
    return PastErasure.objects.filter(edition=_name(edition), finished_at__isnull=False).first()


def _erase_all_others(before: dt.datetime, record: PastErasure, *, deadline: float) -> None:
    while time.monotonic() < deadline and _erase_others(before, record):
        pass


def _erase_others(before: dt.datetime, record: PastErasure) -> int:
    with transaction.atomic():
        erased = erase_others(before)
        PastErasure.objects.filter(pk=record.pk).update(others=F("others") + erased)
    return erased


def _erase_person(
    pk: int, before: dt.datetime, record: PastErasure, trouble: Trouble | None
) -> bool:
    try:
        with transaction.atomic():
            erase_quietly(registration_id=pk, before=before)
            PastErasure.objects.filter(pk=record.pk).update(people=F("people") + 1)
    except Registration.DoesNotExist:  # by another worker, or by the person
        erased = False
    except Exception as error:  # noqa: BLE001 - one that fails must not stop the others
        logger.error(  # noqa: TRY400 - its message may hold personal data
            "Somebody could not be erased yet: %s", type(error).__name__
        )
        note_trouble(ERASING, pk, error, before=trouble)
        return False
    else:
        erased = True
    if trouble:
        forget_troubles(ERASING, [pk])
    return erased
