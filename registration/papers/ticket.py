"""The ticket as one A4 page: folded in half it shows the ticket outside, the way in inside."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from fpdf.enums import Align, Corner

from registration.invites import venue_of
from registration.models import Place, Registration
from registration.papers.sheet import (
    BOLD,
    FIELD,
    HEIGHT,
    INK,
    LINE,
    META,
    SIGNAL,
    TEXT,
    TINT,
    TITLE,
    WIDTH,
    Sheet,
    face_of,
)
from summit.design.dates import format_clock, format_date_range, format_day, format_time_range
from summit.edition.models import Edition
from summit.languages import language_now

EDGE = 18.0
CARD_Y, CARD_HEIGHT = 36.0, 104.0
CARD_WIDTH = WIDTH - 2 * EDGE
BAND, STUB, PAD, CORNER = 21.0, 60.0, 8.0, 4.0
QR = 45.0
FOLD = HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Where facts stand: from `x`, `width` wide, of which `labels` for their labels."""

    x: float
    width: float
    labels: float


def draw_ticket(
    registration: Registration, place: Place, *, edition: Edition, now: dt.datetime
) -> bytes:
    """The ticket of a confirmed place in person: in the person's language, in short in the other.

    The QR code holds the same random code as the page. `place` comes with quota, day and venue.
    """
    language = registration.language
    with translation.override(language):
        sheet = Sheet(
            title=pgettext("fact", "Ticket"), author=edition.name, language=language, now=now
        )
        sheet.add_page()
        _draw_head(sheet, edition)
        _draw_card(sheet, registration, place)
    sheet.dash(0, FOLD, WIDTH, FOLD, colour=LINE)
    _draw_entrance(sheet, place, edition, language)
    return sheet.write_bytes()


def _title() -> str:
    return pgettext("fact", "Ticket")


def _draw_head(sheet: Sheet, edition: Edition) -> None:
    sheet.draw_sign(EDGE, 14, 15)
    sheet.say(edition.name, EDGE + 19, 14.2, 110, family=TITLE, size=13, leading=1.2)
    where = f"{edition.city}, " if edition.city else ""
    dates = format_date_range(edition.start, edition.end)
    sheet.say(f"{where}{dates}", EDGE + 19, 20.2, 110, size=9, colour=META)
    sheet.say(
        pgettext("fact", "Ticket"),
        WIDTH - EDGE - 50,
        15,
        50,
        family=TITLE,
        size=18,
        align=Align.R,
        leading=1.2,
        kind="H1",
    )


def _draw_card(sheet: Sheet, registration: Registration, place: Place) -> None:
    split = EDGE + CARD_WIDTH - STUB
    with sheet.clipped(EDGE, CARD_Y, CARD_WIDTH, BAND):
        sheet.set_fill_color(TINT)
        corners = (Corner.TOP_LEFT, Corner.TOP_RIGHT)
        with sheet.decoration():
            sheet.rect(
                *(EDGE, CARD_Y, CARD_WIDTH, BAND),
                style="F",
                round_corners=corners,  # type: ignore[arg-type]
                corner_radius=CORNER,
            )
        sheet.draw_nave("ticket", EDGE + CARD_WIDTH - 97, CARD_Y, 97)
    sheet.say("Business Day", EDGE + PAD, CARD_Y + 11.2, 80, family=TITLE, size=16, leading=1.2)
    _draw_frame(sheet, split)
    _draw_person(sheet, registration, place, split - EDGE - 2 * PAD)
    _draw_stub(sheet, registration, split)


def _draw_frame(sheet: Sheet, split: float) -> None:
    """The outline, the band's lower line and the perforation with its notches."""
    sheet.rule(EDGE, EDGE + CARD_WIDTH, CARD_Y + BAND)
    sheet.set_draw_color(LINE)
    sheet.set_line_width(0.35)
    box = (EDGE, CARD_Y, CARD_WIDTH, CARD_HEIGHT)
    with sheet.decoration():
        sheet.rect(*box, style="D", round_corners=True, corner_radius=CORNER)
    sheet.dash(split, CARD_Y + BAND + 4, split, CARD_Y + CARD_HEIGHT - 4, colour=FIELD)


def _draw_person(sheet: Sheet, registration: Registration, place: Place, width: float) -> None:
    x, y = EDGE + PAD, CARD_Y + BAND + PAD - 1
    name = name_on_paper(registration)
    family = face_of(name, TITLE, BOLD)
    size = sheet.fit(name, width, 22, family=family, size=25, least=11)
    y = sheet.say(name, x, y, width, family=family, size=size, leading=1.2, kind="H2")
    organisation = registration.organisation
    if organisation and (family := face_of(organisation, TEXT)):
        size = sheet.fit(organisation, width, 10, family=family, size=10.5, least=7.5)
        y = sheet.say(organisation, x, y + 1, width, family=family, size=size, colour=META)
    _draw_facts(sheet, facts_of(place), Box(x, width, 20), y + 5)


def _draw_facts(sheet: Sheet, facts: Sequence[Fact], box: Box, y: float) -> float:
    for fact in facts:
        sheet.say(fact.label, box.x, y, box.labels, size=9.5, colour=META)
        family, left = BOLD if fact.is_strong else TEXT, box.x + box.labels
        y = sheet.say(fact.value, left, y, box.width - box.labels, family=family, size=10)
        y += 1.6
    return y


def _draw_stub(sheet: Sheet, registration: Registration, split: float) -> None:
    middle = split + STUB / 2
    top = CARD_Y + BAND + 9
    with sheet.tagged("Figure", alt=_("QR code of your ticket")):
        draw_qr(sheet, registration.ticket_code, middle - QR / 2, top, QR)
    sheet.say(
        registration.short_code,
        split,
        top + QR + 3.5,
        STUB,
        family=BOLD,
        size=12,
        align=Align.C,
    )


def draw_qr(sheet: Sheet, code: str, x: float, y: float, width: float) -> None:
    """As vectors: black runs of modules on the white of the paper."""
    rows = [list(row) for row in segno.make(code, error="m", micro=False).matrix]
    module = width / len(rows)
    sheet.set_fill_color(INK)
    for line, row in enumerate(rows):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                # A hair longer than the modules, so that no white line shows between them.
                sheet.rect(
                    x + start * module,
                    y + line * module,
                    (end - start) * module + 0.01,
                    module + 0.01,
                    style="F",
                )
            start = max(end, start + 1)


def _draw_entrance(sheet: Sheet, place: Place, edition: Edition, language: str) -> None:
    """The way in: the person's language first, the other one beside it."""
    other = next((code for code, _name in settings.LANGUAGES if code != language), language)
    column = (CARD_WIDTH - 12) / 2
    for x, code in ((EDGE, language), (EDGE + column + 12, other)):
        with translation.override(code):
            _draw_column(sheet, place, edition, x, column)


def _draw_column(sheet: Sheet, place: Place, edition: Edition, x: float, width: float) -> None:
    top = FOLD + 14
    title = _("At the entrance")
    y = sheet.say(title, x, top, width, family=TITLE, size=15, leading=1.2, kind="H2")
    y = sheet.say(
        _("Show the code of this ticket, on paper or on screen. It lets one person in, once."),
        x,
        y + 3,
        width,
        size=10,
    )
    y = _draw_facts(sheet, [*facts_of(place), *_way_in(place)], Box(x, width, 27), y + 5)
    sheet.rule(x, x + width, y + 3)
    y = sheet.say(
        _("Cannot come? Cancel from the link in your e-mail: your place goes to someone else."),
        x,
        y + 6.5,
        width,
        size=9,
        colour=META,
    )
    if edition.contact_email:
        contact = _("Questions: %(address)s") % {"address": edition.contact_email}
        sheet.say(contact, x, y + 1, width, size=9, colour=SIGNAL)


def facts_of(place: Place) -> list[Fact]:
    """When and where, in the active language."""
    quota = place.quota
    hours = format_time_range(quota.starts_at, quota.ends_at)
    if quota.doors_at:
        doors = _("doors from %(time)s") % {"time": format_clock(quota.doors_at)}
        hours = f"{hours}, {doors}"
    venue = venue_of(quota)
    where = [in_language(venue["name"]), *address_lines(venue["address"])]
    return [
        Fact(_("Date"), capfirst(format_day(quota.day.date, "l j F Y")), is_strong=True),
        Fact(_("Hours"), hours),
        Fact(_("Venue"), "\n".join(where)),
        Fact(_("Mode"), _("In person"), is_strong=True),
    ]


def _way_in(place: Place) -> list[Fact]:
    directions = in_language(venue_of(place.quota)["directions"])
    return [Fact(_("Getting there"), directions)] if directions else []


def in_language(texts: dict[str, str]) -> str:
    return texts[language_now()]


def address_lines(address: str) -> list[str]:
    """Street, then postcode and city, as on an envelope."""
    return [part.strip() for part in (address or "").rsplit(",", 1) if part.strip()]


def name_on_paper(registration: Registration) -> str:
    """The name, or the address of whoever writes it in letters that our faces do not have."""
    name = registration.full_name
    return name if face_of(name, TITLE, BOLD) else registration.email
