"""The letter that supports a visa request: one page, French above English."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from fpdf.enums import Align

from registration.countries import country_name
from registration.invites import venue_of
from registration.models import Place, Registration, Rules
from registration.papers.sheet import (
    BOLD,
    HEIGHT,
    META,
    TITLE,
    WIDTH,
    Sheet,
    printable,
)
from registration.papers.ticket import in_language
from summit.design.dates import format_date_range, format_day
from summit.edition.models import Edition

EDGE = 22.0
MEASURE = WIDTH - 2 * EDGE
SIZES = (10, 9, 8, 7)
"""Points, until both languages fit on the page."""
PREFIX = 12
"""Hexadecimal signs of the public number in a reference: 48 bits tell everyone apart."""
REFERENCE = re.compile(r"L-?([0-9A-F]{4})-?([0-9A-F]{4})-?([0-9A-F]{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter speaks of."""

    registration: Registration
    place: Place
    rules: Rules
    edition: Edition


def draw_letter(
    registration: Registration,
    place: Place,
    *,
    rules: Rules,
    edition: Edition,
    now: dt.datetime,
) -> bytes:
    """The letter in both languages, the person's first. `place` comes with quota, day and venue.

    It says what is known here and no more: that this person is registered for this day.
    """
    first = registration.language
    codes = [first, *(code for code, _name in settings.LANGUAGES if code != first)]
    letter = Letter(registration, place, rules, edition)
    for size in SIZES:
        with translation.override(first):
            sheet = Sheet(title=_("Support letter"), author=edition.name, language=first, now=now)
        sheet.add_page()
        y = _draw_head(sheet, letter, now)
        for number, code in enumerate(codes):
            with translation.override(code):
                if number:
                    sheet.rule(EDGE, WIDTH - EDGE, y + 4)
                    y += 10
                y = _draw_text(sheet, letter, y, size)
        if y <= HEIGHT - EDGE / 2:
            break
    return sheet.write_bytes()


def has_drawable_name(registration: Registration) -> bool:
    """A letter without the name would be worth nothing: it waits for one in known letters."""
    return printable(registration.full_name, BOLD)


def reference_of(registration: Registration) -> str:
    """What the letter is known by: read from the public number, it opens nothing."""
    digits = registration.public_id.hex[:PREFIX].upper()
    return f"L-{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def numbers_of(reference: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The first and last public number that a reference may stand for; None: no reference."""
    found = REFERENCE.fullmatch(reference.strip())
    if found is None:
        return None
    prefix = "".join(found.groups())
    rest = 32 - PREFIX
    return uuid.UUID(prefix + "0" * rest), uuid.UUID(prefix + "f" * rest)


def _draw_head(sheet: Sheet, letter: Letter, now: dt.datetime) -> float:
    """In the person's language; returns where the text may begin."""
    registration, edition = letter.registration, letter.edition
    sheet.draw_sign(EDGE, 16, 15)
    with translation.override(registration.language):
        sheet.say(edition.name, EDGE + 19, 16.2, 90, family=TITLE, size=13, leading=1.2)
        if edition.contact_email:
            sheet.say(edition.contact_email, EDGE + 19, 22.2, 90, size=9, colour=META)
        place = f"{edition.city}, " if edition.city else ""
        day = format_day(now, "j F Y")
        reference = _("Reference: %(reference)s") % {"reference": reference_of(registration)}
        sheet.say(
            f"{place}{day}\n{reference}",
            WIDTH - EDGE - 70,
            16.6,
            70,
            size=9.5,
            colour=META,
            align=Align.R,
        )
    return 44.0


def _draw_text(sheet: Sheet, letter: Letter, y: float, size: float) -> float:
    """The text in the active language; returns the y below it."""
    write = partial(sheet.say, x=EDGE, width=MEASURE)
    title = _("Letter in support of a visa request")
    y = write(title, y=y, family=TITLE, size=size * 1.6, leading=1.2, kind="H1")
    y = write(_("To whom it may concern"), y=y + 3, size=size, colour=META)
    opening = _("We confirm that the following person is registered to attend in person:")
    y = write(opening, y=y + 2, size=size)
    for label, value in _person(letter.registration):
        write(label, y=y + 1, size=size, colour=META)
        y = sheet.say(value, EDGE + 34, y + 1, MEASURE - 34, family=BOLD, size=size)
    for paragraph in _paragraphs(letter):
        y = write(paragraph, y=y + 2.8, size=size)
    y = write(letter.rules.letter_signatory, y=y + 5, family=BOLD, size=size)
    ending = _("For the organisers of %(event)s") % {"event": letter.edition.name}
    return write(ending, y=y, size=size)


def _paragraphs(letter: Letter) -> Iterator[str]:
    edition, quota = letter.edition, letter.place.quota
    venue = venue_of(quota)
    yield _(
        "The person has a confirmed place at the Business Day of the event “%(event)s” "
        "(%(dates)s), on %(day)s, at %(venue)s."
    ) % {
        "event": edition.name,
        "dates": format_date_range(edition.start, edition.end),
        "day": format_day(quota.day.date, "l j F Y"),
        "venue": ", ".join(part for part in (in_language(venue["name"]), venue["address"]) if part),
    }
    yield _(
        "This letter confirms a registration and nothing else. It is not an invitation by a "
        "state or a public authority, it does not promise to bear any cost, and it does not "
        "guarantee that a visa is granted. The decision is that of the authorities alone."
    )
    if edition.contact_email:
        yield _(
            "Whether this letter is genuine and still valid can be asked of %(address)s, "
            "with its reference."
        ) % {"address": edition.contact_email}


def _person(registration: Registration) -> list[tuple[str, str]]:
    """Only what was given, and only in letters that can be drawn."""
    lines = [
        (_("Name"), registration.full_name),
        (_("Organisation"), registration.organisation),
        (_("Role"), registration.role),
        (_("Country"), country_name(registration.country)),
        (_("E-mail"), registration.email),
    ]
    return [(label, value) for label, value in lines if value and printable(value, BOLD)]
