"""What each release changed for the public, session by session.

Releases never change, so a comparison of two is worked out once and kept in the process.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.models import Release
from agenda.models.releases import ReleaseKey
from agenda.programme import PROVISIONS, Programme, Session
from agenda.services.current import current_programme, programme_of

# Pages and feeds go back so many releases.
SHOWN = 50
COMPARISONS_KEPT = 256
# Old programmes are only read to compare them with the next.
PROGRAMMES_KEPT = 3


class Kind(TextChoices):
    """What happened to a session, in the order in which people want to know it."""

    CANCELLED = "cancelled", pgettext_lazy("change", "Cancelled")
    MOVED = "moved", pgettext_lazy("change", "Moved")
    RESTORED = "restored", pgettext_lazy("change", "Takes place after all")
    WITHDRAWN = "withdrawn", pgettext_lazy("change", "Withdrawn")
    ADDED = "added", pgettext_lazy("change", "New")
    CONFIRMED = "confirmed", pgettext_lazy("change", "Confirmed")
    EDITED = "edited", pgettext_lazy("change", "Revised")


ASPECTS: dict[str, Promise] = {
    "indicative": _("its time is now indicative"),
    "title": _("its title"),
    "speakers": _("who speaks"),
    "access": _("how to get in"),
    "participation": _("in person or online"),
    "languages": _("its languages"),
    "accessibility": _("its accessibility"),
    "summary": _("its description"),
}
_ORDER = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True)
class SessionChange:
    """A session before and after; None where it was not, or is no longer, in the programme."""

    kind: Kind
    before: Session | None
    after: Session | None
    aspects: tuple[str, ...] = ()

    @property
    def session(self) -> Session:
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is given
        return found

    @property
    def id(self) -> int:
        return self.session.id

    @property
    def changes_day(self) -> bool:
        return bool(self.before and self.after and self.before.day != self.after.day)

    @property
    def changes_time(self) -> bool:
        return "time" in self.aspects or "certainty" in self.aspects

    @property
    def changes_place(self) -> bool:
        return "place" in self.aspects

    @property
    def details(self) -> list[Promise]:
        """What else was revised, in words."""
        return [words for name, words in ASPECTS.items() if name in self.aspects]


@dataclass(frozen=True)
class ReleaseChanges:
    """`is_first`: the programme was published, which is one thing to tell and not a hundred."""

    number: int
    published_at: dt.datetime
    note: str
    is_first: bool
    changes: tuple[SessionChange, ...]

    @property
    def anchor(self) -> str:
        return f"release-{self.number}"

    @property
    def days(self) -> list[tuple[dt.date, list[SessionChange]]]:
        """By the day on which each session is now."""
        found: dict[dt.date, list[SessionChange]] = {}
        for change in self.changes:
            found.setdefault(change.session.day, []).append(change)
        return sorted(found.items())

    @property
    def counts(self) -> list[tuple[Kind, int]]:
        kinds = [change.kind for change in self.changes]
        return [(kind, kinds.count(kind)) for kind in Kind if kind in kinds]


def release_history(*, up_to: int, limit: int = SHOWN) -> tuple[ReleaseChanges, ...]:
    """The releases up to this number, newest first, with what each changed."""
    rows = list(
        Release.objects.filter(number__lte=up_to)
        .newest_first()
        .values_list("number", "digest", "published_at", "note", "published_by_id")[: limit + 1]
    )
    known = [_told(new, compare(old[:3], new[:3])) for new, old in pairwise(rows)]
    if rows and len(rows) <= limit:
        known.append(_told(rows[-1], (), is_first=True))
    return tuple(known)


def _told(
    row: tuple[Any, ...], changes: tuple[SessionChange, ...], *, is_first: bool = False
) -> ReleaseChanges:
    """What a command noted for the organisers, and no organiser wrote, is not for visitors."""
    number, _digest, published_at, note, author = row
    return ReleaseChanges(number, published_at, note if author else "", is_first, changes)


def changes_since(release_number: int, session_ids: Collection[int]) -> tuple[SessionChange, ...]:
    """How these sessions differ now from what that release said, most urgent first.

    Only the outcome counts: what moved twice changed once, what moved back did not change.
    Empty when the number is that of the current release, or of none.
    """
    old = old_release(release_number) if session_ids else None
    if old is None:
        return ()
    wanted = set(session_ids)
    return tuple(change for change in all_changes_since(old) if change.id in wanted)


def old_release(number: int) -> ReleaseKey | None:
    """The release of this number, if a newer one replaced it."""
    newest = Release.objects.newest_key()
    if newest is None or number >= newest[0]:
        return None
    return _keys().filter(number=number).first()


def all_changes_since(old: ReleaseKey) -> tuple[SessionChange, ...]:
    """How every session differs now from what that release said."""
    newest = Release.objects.newest_key()
    return compare(old, newest) if newest else ()


def last_change(session: Session) -> tuple[ReleaseKey, SessionChange] | None:
    """The latest release that changed what the calendar says of it, and how; None for none."""
    if not session.sequence:
        return None
    keys = list(_keys().filter(published_at__lte=session.changed_at).order_by("-number")[:2])
    if len(keys) < 2 or keys[0][2] != session.changed_at:  # noqa: PLR2004 - a pair
        return None
    new, old = keys
    change = next((one for one in compare(old, new) if one.id == session.id), None)
    return (new, change) if change and change.before else None


@lru_cache(maxsize=COMPARISONS_KEPT)
def compare(old: ReleaseKey, new: ReleaseKey) -> tuple[SessionChange, ...]:
    """What differs for the public, by urgency and then by hour."""
    before, after = programme_at(old).sessions_by_id, programme_at(new).sessions_by_id
    found = [_change(before.get(key), after.get(key)) for key in {**after, **before}]
    changes = [change for change in found if change]
    return tuple(sorted(changes, key=lambda one: (_ORDER[one.kind], one.session.starts_at, one.id)))


def _keys() -> QuerySet[Release, ReleaseKey]:
    return Release.objects.values_list("number", "digest", "published_at")


def programme_at(key: ReleaseKey) -> Programme:
    """What the public read then; the newest and the last few old ones are kept."""
    current = current_programme()
    known = (current.number, current.digest, current.published_at)
    return current if key == known else _old_programme(key)


@lru_cache(maxsize=PROGRAMMES_KEPT)
def _old_programme(key: ReleaseKey) -> Programme:
    return programme_of(Release.objects.get(number=key[0]))


def _change(before: Session | None, after: Session | None) -> SessionChange | None:
    if after is None:
        gone = before if before and not before.is_cancelled else None
        return SessionChange(Kind.WITHDRAWN, gone, None) if gone else None
    if before is None:
        return SessionChange(Kind.CANCELLED if after.is_cancelled else Kind.ADDED, None, after)
    aspects = _aspects(before, after)
    kind = _kind(before, after, aspects)
    return SessionChange(kind, before, after, aspects) if kind else None


def _kind(before: Session, after: Session, aspects: tuple[str, ...]) -> Kind | None:
    if after.is_cancelled:
        return None if before.is_cancelled else Kind.CANCELLED
    if before.is_cancelled:
        return Kind.RESTORED
    if {"time", "place"} & set(aspects):
        return Kind.MOVED
    if "certainty" in aspects:
        return Kind.CONFIRMED
    return Kind.EDITED if aspects else None


def _aspects(before: Session, after: Session) -> tuple[str, ...]:
    """In which respects the two differ; what visitors do not see is left out."""
    differs = {
        "time": _when(before) != _when(after),
        "place": _where(before) != _where(after),
        "certainty": _sureness(after) > _sureness(before),
        "indicative": _sureness(after) < _sureness(before),
        "title": before.title != after.title,
        "speakers": _people(before) != _people(after),
        "access": _entry(before) != _entry(after),
        "participation": _way(before) != _way(after),
        "languages": _slugs(before.languages) != _slugs(after.languages),
        "accessibility": _provisions(before) != _provisions(after),
        "summary": before.summary != after.summary,
    }
    return tuple(name for name, different in differs.items() if different)


def _when(one: Session) -> tuple[object, ...]:
    return one.dates(), one.starts_at, one.ends_at


def _where(one: Session) -> tuple[object, ...]:
    return one.venue.slug, one.room.slug if one.room else ""


def _sureness(one: Session) -> int:
    return one.day_confirmed + one.time_confirmed + one.end_confirmed


def _people(one: Session) -> list[tuple[str, str]]:
    return [(each.speaker.name, each.role) for each in one.appearances]


def _entry(one: Session) -> tuple[object, ...]:
    return (
        one.access,
        one.access_confirmed,
        one.registration_by,
        one.registration_url,
        one.booking,
    )


def _way(one: Session) -> tuple[object, ...]:
    return one.participation, one.participation_confirmed


def _provisions(one: Session) -> list[str]:
    """Its own: what its venue provides is told of the venue."""
    return [getattr(one, name) for name in PROVISIONS]


def _slugs(terms: Collection[object]) -> list[str]:
    return [term.slug for term in terms]  # type: ignore[attr-defined]
