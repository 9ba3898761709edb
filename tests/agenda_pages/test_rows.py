"""Rows and filters of a list: filled in as their templates would render them, words marked."""

import dataclasses

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from agenda.filters import Selection
from agenda.listing import Listing
from agenda.programme import Programme, Session, Text
from agenda.rows import ROW, SLOT, Rows, draw_slots
from agenda.search import Found, Index
from agenda.stencils import fill
from agenda.templatetags.access import access_badges, what_badges_tell
from agenda.templatetags.filters import FILTER, filter_values
from agenda.timetable import Slot
from agenda.words import Marker
from tests.agenda_pages import factories as make

HEALTH = make.session(
    "sante",
    title=Text("Table ronde : l’IA en santé", "Round table: AI in health"),
    appearances=(make.appearance("Fei-Fei Li"),),
)
CARE = make.session(
    "soins",
    "11:00",
    "12:00",
    title=Text("Soigner à l’hôpital", "Care in hospitals"),
    summary=Text("Ce que la santé attend des jeunes pousses.", "What health expects of start-ups."),
)
PROGRAMME = make.programme(HEALTH, CARE)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_row_filled_in_is_the_row_that_its_template_renders(
    programme: Programme, language: str
) -> None:
    index = Index(programme, language)
    found = index.search("paris")
    marker, rows = Marker(found.words), Rows(language)
    with override(language):
        for session in [*programme.sessions, *map(unusual, programme.sessions[:5])]:
            values = rows.values_of(session)
            marked = rows.found_values_of(session, found, marker)
            for held in (values | {"compact": False}, values | {"compact": True}, marked):
                assert fill(ROW, held, language) == render_to_string(ROW, held)


def unusual(session: Session) -> Session:
    return dataclasses.replace(
        session, url_slug=f"{session.url_slug}-x", state="cancelled", day_confirmed=False
    )


@pytest.mark.parametrize("all_day", [True, False])
def test_hour_filled_in_is_the_hour_that_its_template_renders(all_day: bool) -> None:
    values = {"all_day": all_day, "hours": "9:00", "rows": ""}
    assert fill(SLOT, values, "") == render_to_string(SLOT, values)


def test_filter_filled_in_is_the_filter_that_its_template_renders(programme: Programme) -> None:
    options = (
        Listing(programme, Selection({}), day=None, today=make.SATURDAY, language="fr")
        .facets[0]
        .options
    )
    theme, plain = options[0], dataclasses.replace(options[1], theme=None, count=0, selected=True)
    with override("fr"):
        for option in (theme, plain):
            values = filter_values("theme", option, "fr")
            assert fill(FILTER, values, "fr") == render_to_string(FILTER, values)
        assert ">0</span>" in fill(FILTER, values, "fr")


def test_row_prints_any_sign_of_a_title_as_it_is() -> None:
    session = make.session("odd", title=make.text("100 % <b>%(id)s</b> & %s"))
    slot = Slot(session.starts_at, session.ends_at, (session,))
    with override("fr"):
        drawn = draw_slots([slot], Rows("fr"), Found())
    assert "100\u202f% &lt;b&gt;%(id)s&lt;/b&gt; &amp; %s</a>" in drawn


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sessions_that_tell_badges_the_same_have_the_same(
    programme: Programme, language: str
) -> None:
    known: dict[tuple[object, ...], str] = {}
    with override(language):
        for session in [*programme.sessions, *map(unusual, programme.sessions)]:
            badges = access_badges(session)
            assert known.setdefault(what_badges_tell(session), badges) == badges
    assert len(known) > 3


def test_row_shows_speakers_and_an_excerpt_only_when_they_explain_the_match() -> None:
    by_title = values_found(HEALTH, "table ronde")
    by_speaker = values_found(HEALTH, "fei-fei")
    by_summary = values_found(CARE, "santé")

    assert (by_title["people"], by_title["excerpt"]) == ("", "")
    assert by_speaker["people"] == "<mark>Fei-Fei</mark> Li, Chercheuse, ENS"
    assert by_speaker["excerpt"] == ""
    assert by_summary["excerpt"] == "Ce que la <mark>santé</mark> attend des jeunes pousses."


def values_found(session: Session, query: str) -> dict[str, object]:
    found = Index(PROGRAMME, "fr").search(query)
    with override("fr"):
        return Rows("fr").found_values_of(session, found, Marker(found.words))
