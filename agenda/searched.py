"""What is searched of a session, with how much each part of it counts. Pure."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import override

from agenda.filters import ACCESS_LABELS, PROVISION_LABELS, WAY_LABELS, WAYS_OF, access_of
from agenda.programme import Session
from agenda.words import WORD, fold
from summit.design.dates import format_day

TITLE, SPEAKER, PLACE, SUBJECT, SUMMARY, DETAIL = 8.0, 6.0, 4.0, 3.0, 2.0, 1.0

# Words that say nothing when others are there.
SILENT = frozenset(
    word
    for words in (
        "a au aux avec d dans de des du en et l la le les ou par pour qu que s sur un une",
        "an and at by for from in of on or the to with",
    )
    for word in words.split()
)
# “Bibliothèque nationale de France, site …” is known by the initials before the comma.
SEGMENT = re.compile(r"[,;:()–]")
ACRONYM_LENGTHS = range(3, 7)


def fields_of(session: Session, language: str) -> Iterator[tuple[float, str]]:
    """Texts with their weight, heaviest first; `language` is fr or en."""
    yield TITLE, session.title.to(language)
    people = [appearance.speaker for appearance in session.appearances]
    for speaker in people:
        yield SPEAKER, speaker.name
    yield from _places(session, language)
    subjects = (session.format, session.track, session.series, session.sector, session.axis)
    for subject in (*session.themes, *(one for one in subjects if one)):
        yield SUBJECT, subject.name.to(language)
    for date in session.dates():
        yield SUBJECT, _day(date, language)
    for speaker in people:
        organisation = speaker.organisation.to(language)
        yield SUBJECT, speaker.function.to(language)
        yield SUBJECT, organisation
        yield SUBJECT, acronyms_of(organisation)
    yield SUMMARY, session.summary.to(language)
    yield DETAIL, _how(session, language)


def _places(session: Session, language: str) -> Iterator[tuple[float, str]]:
    if not session.venue.to_be_confirmed:
        name = session.venue.name.to(language)
        yield PLACE, name
        yield PLACE, acronyms_of(name)
        yield PLACE, session.venue.address
    if session.room:
        yield PLACE, session.room.name.to(language)


@lru_cache(maxsize=512)
def acronyms_of(name: str) -> str:
    """Initials by which a name of several words may be known: “École normale supérieure”, ens."""
    found = []
    for segment in SEGMENT.split(name):
        words = [word for word in map(fold, WORD.findall(segment)) if word not in SILENT]
        if len(words) in ACRONYM_LENGTHS:
            found.append("".join(word[0] for word in words))
    return " ".join(found)


@lru_cache(maxsize=64)
def _day(date: dt.date, language: str) -> str:
    with override(language):
        return format_day(date, "l j F")


def _how(session: Session, language: str) -> str:
    """How one gets in and takes part, in the words of the filters."""
    labels = [
        ACCESS_LABELS.get(access_of(session), ""),
        *(WAY_LABELS[way] for way in WAYS_OF.get(session.participation, ())),
        *(spoken.name.to(language) for spoken in session.languages),
        *(PROVISION_LABELS[name] for name in session.accessibility),
    ]
    with override(language):
        return " ".join(map(str, labels))
