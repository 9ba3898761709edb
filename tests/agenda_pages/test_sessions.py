"""What a session's page states: sourced facts as facts, everything else marked."""

import datetime as dt
import html
import re

import pytest
from django.test import Client

from agenda.programme import Programme, Session
from summit.edition import clock

OUR_FORM = "/fr/registration/"


def main_of(visitor: Client, session: Session) -> str:
    """The page between header and footer, where the site's own menu does not count."""
    answer = visitor.get(session.get_absolute_url())
    assert answer.status_code == 200
    text = answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    return text.split('<main id="main"')[1].split('<footer class="site-footer')[0]


@pytest.fixture(scope="module")
def _drawn() -> dict[str, str]:
    return {}


@pytest.fixture
def mains(programme: Programme, visitor: Client, _drawn: dict[str, str]) -> dict[str, str]:
    """The page of every session of the real programme, drawn once for all who only read it."""
    if not _drawn:
        _drawn.update((session.slug, main_of(visitor, session)) for session in programme.sessions)
    return _drawn


def test_session_all_say_how_one_gets_in_and_only_ours_has_our_button(
    programme: Programme, mains: dict[str, str]
) -> None:
    words = {
        "site": "au Business Day",
        "organiser": "Inscription chez l’organisateur",
        "": "Sur invitation",
    }
    assert len(programme.sessions) == 98
    for session in programme.sessions:
        text = mains[session.slug]
        assert words[session.registration_by] in text, session.slug
        ours = session.registration_by == "site"
        assert (OUR_FORM in text) == ours, session.slug


def test_day_rows_all_say_how_one_gets_in_and_hold_no_button_of_ours(
    programme: Programme, visitor: Client
) -> None:
    words = {"organiser": "Inscription chez l’organisateur", "": "Sur invitation"}
    for day in programme.days:
        text = visitor.get(f"/fr/agenda/{day.date}/").content.decode()
        rows = re.findall(r'<li class="session-row.*?</li>', text, flags=re.DOTALL)
        assert len(rows) == len(day.sessions)
        assert all(OUR_FORM not in row for row in rows)
        for session in day.sessions:
            row = next(row for row in rows if f"/{session.url_slug}/" in row)
            site = "Place à réserver" if session.booking else "Sur inscription"
            assert words.get(session.registration_by, site) in row, session.slug
            unsure = "à confirmer" in row
            expected = (
                not session.access_confirmed
                or not session.day_confirmed
                or session.venue.to_be_confirmed
                or (
                    session.participation in {"both", "online"}
                    and not session.participation_confirmed
                    and not session.venue.virtual
                )
            )
            assert unsure == expected, session.slug


def test_session_all_unsourced_hours_are_marked(
    programme: Programme, mains: dict[str, str]
) -> None:
    for session in programme.sessions:
        card = mains[session.slug].split("fact-card")[1].split("</dl>")[0]
        first = card.split('class="fact"')[1]
        marked = "time--indicative" in first
        assert marked == (not (session.time_confirmed and session.end_confirmed)), session.slug
        if not session.time_confirmed and session.part_of_day:
            assert "horaire à confirmer" in first, session.slug
        elif not session.time_confirmed:
            assert "Horaire indicatif" in first, session.slug
        assert ("Jour à confirmer." in first) == (not session.day_confirmed), session.slug


def test_session_at_the_placeholder_gives_no_name_address_or_map(
    programme: Programme, visitor: Client
) -> None:
    session = programme.sessions_by_url_slug["ai-france-summit"]
    text = main_of(visitor, session)
    assert "Lieu à confirmer" in text
    assert "Paris, lieu à confirmer" not in text
    assert "/venues/" not in text
    assert "openstreetmap" not in text


def test_session_unconfirmed_address_and_directions_are_marked(
    programme: Programme, mains: dict[str, str]
) -> None:
    for session in programme.sessions:
        text = mains[session.slug]
        venue = session.venue
        assert ("adresse à vérifier" in text) == (
            bool(venue.address) and not venue.address_confirmed
        ), session.slug


def test_session_unknown_way_is_not_asserted(programme: Programme, mains: dict[str, str]) -> None:
    for session in programme.sessions:
        text = mains[session.slug]
        if not session.participation:
            assert "Sur place ou en ligne : à confirmer." in text, session.slug
        elif session.participation == "both" and not session.participation_confirmed:
            assert "Sur place ; en ligne, à confirmer." in text, session.slug
            assert "Sur place ou en ligne." not in text, session.slug


def test_session_online_and_ours_says_where_one_watches_and_watches_again(
    programme: Programme, visitor: Client, mains: dict[str, str]
) -> None:
    watched = {slug for slug, text in mains.items() if "player" in text}
    assert watched == {
        one.slug
        for one in programme.sessions
        if one.participation in {"online", "both"} and one.registration_by == "site"
    }
    closing = programme.sessions_by_url_slug["conversation-de-cloture"]
    clock.set_rehearsal(dt.datetime(2025, 2, 11, 20, tzinfo=dt.UTC))
    assert "En direct, depuis votre lien personnel" in main_of(visitor, closing)
    clock.set_rehearsal(dt.datetime(2025, 2, 12, 8, tzinfo=dt.UTC))
    text = main_of(visitor, closing)
    assert "En direct" not in text
    assert "S’il y a une rediffusion, elle s’ouvre depuis votre lien personnel" in text


def test_session_over_promises_nothing_of_what_was_to_come(
    programme: Programme, visitor: Client
) -> None:
    clock.set_rehearsal(dt.datetime(2025, 2, 12, 8, tzinfo=dt.UTC))
    promises = ("à confirmer", "peut encore changer", "puis-je venir", "inscription", ".ics")
    for slug in ("table-ronde-sante", "conversation-de-cloture", "tribunal-generations-futures"):
        text = main_of(visitor, programme.sessions_by_url_slug[slug]).lower()
        assert "session terminée" in text
        assert [promise for promise in promises if promise in text] == [], slug


def test_day_over_does_not_say_how_one_gets_in(programme: Programme, visitor: Client) -> None:
    # On the second day of the week the first is over.
    clock.set_rehearsal(dt.datetime(2025, 2, 9, 8, tzinfo=dt.UTC))
    for path in ("2025-02-08/", "2025-02-08/?view=grid", "2025-02-08/?format=txt"):
        text = visitor.get(f"/fr/agenda/{path}").content.decode()
        assert "Cette journée est terminée." in text, path
        shown = text.split("<table" if "grid" in path else 'data-swap="results"')[-1]
        assert "Inscription chez l’organisateur" not in shown, path
    week = visitor.get("/fr/agenda/week/").content.decode().split('class="week-day"')
    told = ["Inscription chez l’organisateur" in day for day in week[1:]]
    assert told == [False, False, False, True, False, True]


def test_session_title_keeps_the_names_of_its_speakers_on_one_line(
    programme: Programme, visitor: Client
) -> None:
    answer = visitor.get("/fr/agenda/sessions/conversation-de-cloture/").content.decode()
    assert "Sam\xa0Altman et Clara\xa0Chappaz</h1>" in answer


def test_session_title_lets_a_name_break_that_a_phone_cannot_hold(
    programme: Programme, visitor: Client
) -> None:
    answer = visitor.get("/fr/agenda/sessions/allocution-emmanuel-macron/").content.decode()
    assert "Allocution d’Emmanuel Macron</h1>" in answer


def test_session_speakers_have_function_and_part(programme: Programme, visitor: Client) -> None:
    session = next(
        one
        for one in programme.sessions
        if any(item.role == "interviewer" for item in one.appearances)
    )
    text = main_of(visitor, session)
    assert "mène la conversation" in text
    for item in session.appearances:
        assert item.speaker.name in text
        assert f">{item.speaker.initials}<" in text


def test_session_of_a_larger_event_says_of_which_and_whether_the_summit_holds_it(
    programme: Programme, mains: dict[str, str], visitor: Client
) -> None:
    session = programme.sessions_by_url_slug["pairs-participation-pouvoir"]
    main = html.unescape(mains[session.slug])
    assert "Tenu en marge du Sommet" in main
    assert f"{session.series.name.fr}</dt>" in main
    (address,) = re.findall(r'href="([^"]*)">Toutes ses sessions<', main)
    found = visitor.get(address).content.decode()
    of_it = {one.get_absolute_url() for one in programme.sessions if one.series == session.series}
    rows = re.findall(r'session-row__title"><a href="([^"]*)"', found)
    assert sorted(rows) == sorted(of_it)
    assert "Programme du Sommet" not in mains["bd-stream"]


def test_session_block_says_that_it_stands_for_several(
    programme: Programme, visitor: Client
) -> None:
    session = programme.sessions_by_url_slug["grandes-voix-de-l-ia"]
    text = main_of(visitor, session)
    assert "Plusieurs sessions en une." in text
    assert ".ics" not in text


def test_session_cancelled_stays_visible_without_a_way_in(change, visitor: Client) -> None:
    programme = change("table-ronde-sante", state="cancelled")
    session = programme.sessions_by_url_slug["table-ronde-sante"]
    text = main_of(visitor, session)
    assert "pill--cancelled" in text
    assert "Cette session est annulée." in text
    assert OUR_FORM not in text
    day = visitor.get(f"/fr/agenda/{session.day}/").content.decode()
    assert f"/fr/agenda/sessions/{session.url_slug}/" in day
    assert "pill--cancelled" in day


def test_session_registration_closed_shows_no_button(programme: Programme, visitor: Client) -> None:
    from summit.edition.models import Edition

    Edition.objects.update(registration_mode="closed")
    text = main_of(visitor, programme.sessions_by_url_slug["table-ronde-sante"])
    assert f'href="{OUR_FORM}"' not in text


def test_session_withdrawn_is_gone_and_says_which_and_since_when(
    withdraw, programme: Programme, visitor: Client
) -> None:
    session = programme.sessions_by_url_slug["table-ronde-sante"]
    withdraw("table-ronde-sante")
    answer = visitor.get("/fr/agenda/sessions/table-ronde-sante/")
    assert answer.status_code == 410
    text = html.unescape(answer.content.decode()).replace("\u202f", " ").replace("\xa0", " ")
    assert f"« {session.title.fr} » a quitté le programme le" in text
    assert 'name="q" value="table ronde sante"' in text
    assert 'href="/fr/agenda/2025-02-11/"' in text


def test_session_without_a_near_match_is_searched_for_by_the_words_of_its_address(
    programme: Programme, visitor: Client
) -> None:
    answer = visitor.get("/fr/agenda/sessions/mistral/")
    assert answer.status_code == 404
    assert "Mistral" in html.unescape(answer.content.decode())
    text = visitor.get("/fr/agenda/sessions/zzzz-%00%22%3E/").content.decode()
    assert 'name="q" value="zzzz"' in text
    assert 'href="/fr/agenda/2025-02-11/"' in text


def test_session_mistyped_suggests_the_one_meant(programme: Programme, visitor: Client) -> None:
    answer = visitor.get("/fr/agenda/sessions/table-ronde-santee/")
    assert answer.status_code == 404
    assert 'href="/fr/agenda/sessions/table-ronde-sante/"' in answer.content.decode()


def test_session_capitals_move_to_its_address(programme: Programme, visitor: Client) -> None:
    answer = visitor.get("/en/agenda/sessions/Table-Ronde-SANTE/")
    assert (answer.status_code, answer["Location"]) == (
        301,
        "/en/agenda/sessions/table-ronde-sante/",
    )


def test_session_words_of_an_organiser_are_escaped(change, visitor: Client) -> None:
    words = {"fr": '<b>Un</b> & "deux"', "en": "x"}
    programme = change("table-ronde-sante", title=words, summary=words)
    text = main_of(visitor, programme.sessions_by_url_slug["table-ronde-sante"])
    assert "<b>Un</b>" not in text
    assert "&lt;b&gt;Un&lt;/b&gt; &amp; &quot;deux&quot;" in text


def test_session_breadcrumb_leads_to_its_day(programme: Programme, visitor: Client) -> None:
    path = "/en/agenda/sessions/table-ronde-sante/"
    text = visitor.get(path).content.decode().replace("\xa0", " ")
    assert '<a href="/en/agenda/2025-02-11/">Tuesday 11 February</a>' in text


def test_session_neighbours_stand_at_the_same_place(programme: Programme, visitor: Client) -> None:
    text = main_of(visitor, programme.sessions_by_url_slug["unesco-ethique-de-l-ia"])
    before, after = re.findall(r'<a rel="(?:prev|next)" href="([^"]*)"', text)
    assert before == "/fr/agenda/sessions/unesco-ouverture/"
    assert after == "/fr/agenda/sessions/unesco-echanges-ministeriels/"
    assert "Avant, au même endroit, 14 h" in text
