"""Publishing: the live rows become the release that the public reads."""

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.exceptions import PreviewIsStale, Problem, ReleaseRefused
from agenda.models import Release, Session
from agenda.programme import PROVISIONS
from agenda.services.building import Content, build_content, digest_of, read_draft
from agenda.services.changes import STAMPS, Change, changes_between, without_stamps
from agenda.services.parsing import parse_programme
from agenda.services.problems import edited_in_one_language, find_problems, find_warnings
from agenda.signals import programme_released
from summit.accounts.models import User
from summit.edition.models import Edition

# Facts for a page: no calendar entry shows them, so none is sent again for them.
NOT_IN_CALENDARS = frozenset({"registration_url", "accessibility_note", *PROVISIONS})


@dataclass(frozen=True)
class Preview:
    """What publishing now would do: the changes, and what stands in the way."""

    previous: Release | None
    fingerprint: str
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def can_publish(self) -> bool:
        return bool(self.changes) and not self.problems


def preview_release() -> Preview:
    """Compare the live rows with the current release. Writes nothing."""
    previous, draft = _current(), read_draft()
    content = build_content(draft)
    changes = changes_between(previous.content if previous else None, content)
    return Preview(
        previous=previous,
        fingerprint=digest_of(without_stamps(content)),
        changes=changes,
        problems=find_problems(draft),
        warnings=(*find_warnings(draft), *edited_in_one_language(changes)),
    )


@transaction.atomic
def publish_release(*, note: str, actor: User | None, fingerprint: str | None = None) -> Release:
    """Make the live programme the one that the public reads.

    Returns the new release, or the current one when nothing differs from it. Raises
    ReleaseRefused, naming every missing translation and contradiction, and PreviewIsStale when
    the rows are no longer those of the preview with this fingerprint. Sends
    `programme_released` inside the transaction; two publishers wait for each other.
    """
    _lock()
    draft = read_draft()
    problems = find_problems(draft)
    if problems:
        raise ReleaseRefused(problems)
    content = build_content(draft)
    if fingerprint is not None and fingerprint != digest_of(without_stamps(content)):
        raise PreviewIsStale
    return _publish(content, note=note, actor=actor, restores=None)


@transaction.atomic
def publish_again(*, number: int, note: str, actor: User | None) -> Release:
    """Make the content of an earlier release the current programme again, as a new release.

    The live rows stay as they are, so publishing them later brings their state back. Returns
    the current release when its content is that one already. Raises Release.DoesNotExist.
    """
    _lock()
    old = Release.objects.get(number=number)
    return _publish(copy.deepcopy(old.content), note=note, actor=actor, restores=number)


def _lock() -> None:
    """One publisher at a time: the edition's row is what they wait for."""
    list(Edition.objects.select_for_update(no_key=True).order_by("pk").values_list("pk")[:1])


def changes_of(release: Release) -> tuple[Change, ...]:
    """What this release changed for the public."""
    earlier = Release.objects.filter(number__lt=release.number).newest_first().first()
    return changes_between(earlier.content if earlier else None, release.content)


def _current() -> Release | None:
    return Release.objects.newest_first().first()


def _publish(content: Content, *, note: str, actor: User | None, restores: int | None) -> Release:
    previous, now = _current(), timezone.now()
    if previous and without_stamps(previous.content) == without_stamps(content):
        return previous
    _stamp(content, previous, now)
    digest = digest_of(content)
    _check_readable(content, digest)
    release = Release.objects.create(
        number=previous.number + 1 if previous else 1,
        published_at=now,
        published_by=actor,
        note=note,
        content=content,
        digest=digest,
        restores=restores,
    )
    programme_released.send(sender=Release, release=release, previous=previous)
    return release


def _check_readable(content: Content, digest: str) -> None:
    """A row that changed while the others were being read leaves a reference behind."""
    try:
        parse_programme(content, number=0, digest=digest, published_at=None)
    except KeyError as error:
        message = _("The programme was being edited. Publish again in a moment.")
        problem = Problem(label=_("Programme"), field=str(error), message=message)
        raise ReleaseRefused((problem,)) from None


# --- Calendar stamps ----------------------------------------------------------------------


def _stamp(content: Content, previous: Release | None, now: dt.datetime) -> None:
    """Raise `sequence` and move `changed_at` of each session whose calendar entry changes.

    The stamps are kept on the rows too, so that a session that was hidden goes on counting.
    """
    before = {item["slug"]: item for item in previous.content["sessions"]} if previous else {}
    entries_before = _calendar_entries(previous.content) if previous else {}
    entries = _calendar_entries(content)
    stored = Session.objects.in_bulk([item["id"] for item in content["sessions"]])
    changed: list[Session] = []
    for item in content["sessions"]:
        slug, row = item["slug"], stored.get(item["id"])
        if slug in before and entries[slug] == entries_before[slug]:
            stamps = {name: before[slug][name] for name in STAMPS}
        else:
            stamps = _next_stamps(row, before.get(slug), now)
        item.update(stamps)
        if row and _set_stamps(row, stamps):
            changed.append(row)
    Session.objects.bulk_update(changed, sorted(STAMPS), batch_size=100)


def _set_stamps(row: Session, stamps: Mapping[str, Any]) -> bool:
    """Whether the row had others."""
    before = (row.sequence, row.published_at, row.changed_at)
    row.sequence = stamps["sequence"]
    row.published_at = dt.datetime.fromisoformat(stamps["published_at"])
    row.changed_at = dt.datetime.fromisoformat(stamps["changed_at"])
    return before != (row.sequence, row.published_at, row.changed_at)


def _next_stamps(
    row: Session | None, old: Mapping[str, Any] | None, now: dt.datetime
) -> dict[str, Any]:
    """One more than was ever told of this session, or 0 the first time.

    While it was withdrawn, its calendar file told so under the number after its last one.
    """
    seen = [old["sequence"]] if old else []
    first = old["published_at"] if old else None
    if row and row.published_at:
        seen.append(row.sequence if old else row.sequence + 1)
        first = first or row.published_at.astimezone(dt.UTC).isoformat()
    moment = now.astimezone(dt.UTC).isoformat()
    return {
        "sequence": max(seen) + 1 if seen else 0,
        "published_at": first or moment,
        "changed_at": moment,
    }


def _shown(item: Mapping[str, Any]) -> dict[str, Any]:
    """What of a session or venue bears on its calendar entry."""
    return {name: value for name, value in item.items() if name not in STAMPS | NOT_IN_CALENDARS}


def _calendar_entries(content: Content) -> dict[str, Any]:
    """By session, all that its calendar entry shows: itself, its place, who speaks, how to come."""
    venues = {venue["slug"]: venue for venue in content["venues"]}
    names = {speaker["slug"]: speaker["name"] for speaker in content["speakers"]}
    themes = {theme["slug"]: theme["name"] for theme in content["themes"]}
    return {
        item["slug"]: (
            _shown(item),
            _shown(venues[item["venue"]]),
            [names[person["speaker"]] for person in item["speakers"]],
            [themes[slug] for slug in item["themes"]],
            _ways_in(item, content),
        )
        for item in content["sessions"]
    }


def _ways_in(item: Mapping[str, Any], content: Content) -> list[tuple[Any, ...]]:
    """What the access table says of a session to nobody in particular, as its entry does."""
    kind = (item["access"] == "registration" and item["registration_by"]) or item["access"]
    return [
        (rule["track"], rule["title"], rule["text"])
        for rule in content.get("access_rules", ())
        if rule["kind"] == kind
        and rule["audience"] is None
        and rule["track"] in {None, item["track"]}
    ]
