"""“May I come?”: every audience, day and way has an answer that the access table gives."""

import datetime as dt
import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agenda.admission import BEST_FIRST
from agenda.coming import WAYS, answer_wish, read_wish, usual_day
from agenda.models import AccessRule, Answer, Release
from agenda.programme import Programme
from agenda.services.releases import publish_release
from faq.models import Category, Question
from summit.edition import clock
from summit.edition.models import Edition
from summit.edition.publishing import Status
from tests.agenda.factories import load, make_edition, real_file
from tests.agenda_pages import factories
from tests.agenda_pages.conftest import MORNING

PAGE = "/fr/agenda/may-i-come/"
FORM = "/fr/registration/"


def read(visitor: Client, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    text = answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    return text.split('<main id="main"')[1].split("</main>")[0]


def test_every_audience_day_and_way_has_an_answer(programme: Programme, visitor: Client) -> None:
    days = [day.date.isoformat() for day in programme.days]
    assert (len(programme.visitors), len(days), len(WAYS)) == (7, 6, 2)
    for who, day, way in itertools.product(programme.visitors, days, WAYS):
        wish = read_wish({"who": who.slug, "day": day, "way": way}, programme, None)
        (answer,) = answer_wish(programme, wish)
        counted = sum(len(one.sessions) for one in answer.openings) + answer.elsewhere
        assert not wish.dropped
        assert counted == len(programme.days_by_date[answer.day.date].sessions)
        assert str(answer.headline)
        assert all(one.admission.answer in BEST_FIRST for one in answer.openings)
        assert all(str(one.admission.text) for one in answer.openings)


@pytest.mark.parametrize(
    ("who", "day", "way", "head", "ours"),
    [
        ("entrepreneurs", "2025-02-11", "in_person", "Oui, en vous inscrivant ici", True),
        ("recherche", "2025-02-11", "online", "Oui, en vous inscrivant ici", True),
        ("grand-public", "2025-02-11", "in_person", "À confirmer", False),
        ("presse", "2025-02-11", "online", "À confirmer", False),
        ("institutions", "2025-02-10", "in_person", "Sur invitation uniquement", False),
        (
            "grand-public",
            "2025-02-09",
            "in_person",
            "Oui, en vous inscrivant chez l’organisateur",
            False,
        ),
        ("etudes", "2025-02-06", "online", "Rien n’est annoncé en ligne ce jour-là", False),
    ],
)
def test_answer_says_the_news_and_offers_our_form_only_where_it_helps(
    programme: Programme, visitor: Client, who: str, day: str, way: str, head: str, ours: bool
) -> None:
    text = read(visitor, f"{PAGE}?who={who}&day={day}&way={way}")

    first = text.split('<article class="answer')[1].split("</article>")[0]
    assert head in first
    assert (FORM in first) == ours


def test_answer_of_the_week_has_one_line_a_day(programme: Programme, visitor: Client) -> None:
    text = read(visitor, f"{PAGE}?who=presse&day=week&way=in_person")

    assert text.count('<article class="answer') == 6
    assert "may-i-come/?who=presse&amp;day=2025-02-08&amp;way=in_person" in text


def test_answer_registration_closed_promises_no_way_in(
    programme: Programme, visitor: Client
) -> None:
    Edition.objects.update(registration_mode="closed")

    text = read(visitor, f"{PAGE}?who=entrepreneurs&day=2025-02-11")

    assert "L’inscription est close" in text
    assert "Oui, en vous inscrivant ici" not in text
    assert FORM not in text


def test_answer_of_a_day_that_is_over_says_so_and_offers_no_way_in(
    programme: Programme, visitor: Client
) -> None:
    clock.set_rehearsal(dt.datetime(2025, 2, 10, 12, tzinfo=dt.UTC))

    week = read(visitor, f"{PAGE}?day=week").split('<article class="answer')[1:]
    past = read(visitor, f"{PAGE}?day=2025-02-08")

    assert ["Cette journée est passée" in one for one in week] == [True] * 4 + [False] * 2
    assert "Cette journée est passée" in past
    assert "Oui, en vous inscrivant" not in past


def test_question_left_open_means_the_day_one_registers_for(
    programme: Programme, visitor: Client
) -> None:
    Edition.objects.update(business_day="2025-02-11")

    text = read(visitor, PAGE)

    assert re.findall(r'value="([^"]*)" checked', text) == [
        "entrepreneurs",
        "2025-02-11",
        "in_person",
    ]


def test_usual_day_during_the_event_is_today() -> None:
    edition = Edition(
        start=factories.SATURDAY, end=factories.SUNDAY, business_day=factories.SATURDAY
    )

    assert usual_day(edition, factories.SUNDAY) == factories.SUNDAY
    assert usual_day(edition, factories.SUNDAY.replace(day=20)) == factories.SATURDAY


@pytest.mark.parametrize(
    "query",
    [
        "who=martian",
        "day=2031-01-01",
        "way=by-boat",
        "who=%00&day=%F0%9F%98%80",
        "day=" + "9" * 9000,
    ],
)
def test_value_that_is_not_known_is_left_out_with_a_word(
    programme: Programme, visitor: Client, query: str
) -> None:
    text = read(visitor, f"{PAGE}?{query}")

    assert "Une partie de la question a été laissée de côté." in text
    assert '<article class="answer' in text


def test_page_is_the_same_for_everyone(programme: Programme, visitor: Client) -> None:
    first = visitor.get(PAGE)
    again = Client(headers={"accept-language": "en", "cookie": "sessionid=1"}).get(PAGE)
    unchanged = visitor.get(PAGE, headers={"if-none-match": first["ETag"]})

    assert first.content == again.content
    assert unchanged.status_code == 304
    assert first["Cache-Control"] == "public, max-age=60"
    assert not first.cookies
    for mark in (b"csrfmiddlewaretoken", b"nonce=", b" style="):
        assert mark not in first.content


def test_page_before_any_release_says_that_nothing_is_published(db: None, visitor: Client) -> None:
    make_edition()

    assert visitor.get(PAGE).status_code == 200


def test_home_asks_the_three_questions(programme: Programme, visitor: Client) -> None:
    text = read(visitor, "/fr/")

    assert f'action="{PAGE}"' in text
    assert text.index('id="may-i-come"') < text.index('id="why"')


@pytest.fixture
def real(db: None, settings: Any) -> Callable[[], Programme]:
    """The real programme as rows, released by each call, before the event."""
    from agenda.services.current import current_programme

    settings.SUMMIT_REHEARSAL = True
    make_edition()
    clock.set_rehearsal(MORNING)
    load(real_file())

    def publish() -> Programme:
        publish_release(note="", actor=None)
        return current_programme()

    return publish


def test_table_edited_and_released_changes_badge_page_answer_and_check_together(
    real: Callable[[], Programme], visitor: Client
) -> None:
    """One table: what is read of it cannot disagree."""
    from agenda.admission import may_come, may_register

    category = Category.objects.create(slug="venir", name_fr="Venir", name_en="Coming")
    Question.objects.create(
        slug="qui",
        category=category,
        status=Status.PUBLISHED,
        question_fr="Qui peut venir ?",
        question_en="Who may come?",
        answer_fr="Voici :\n\n[[access]]",
        answer_en="Here:\n\n[[access]]",
    )
    real()
    day, session = (
        "/fr/agenda/2025-02-10/",
        "/fr/agenda/sessions/orienter-l-ia-vers-l-interet-general/",
    )
    assert "Ouvert aux curieux" not in read(visitor, day)

    AccessRule.objects.filter(slug="invitation").update(
        answer=Answer.YES,
        badge_fr="Ouvert aux curieux",
        badge_en="Open to the curious",
        title_fr="Ouvert aux curieux",
        title_en="Open to the curious",
    )
    assert "Ouvert aux curieux" not in read(visitor, session)
    programme = real()

    for path in (day, session, "/fr/faq/qui/"):
        assert "Ouvert aux curieux" in read(visitor, path), path
        assert "[[access]]" not in read(visitor, path)
    answer = read(visitor, f"{PAGE}?who=institutions&day=2025-02-10&way=in_person")
    assert "Oui, entrée libre" in answer
    held = programme.sessions_by_url_slug["orienter-l-ia-vers-l-interet-general"]
    assert may_come(held, "institutions").is_open
    assert may_come(programme.days[4], "institutions", "in_person").answer == Answer.YES
    assert may_register(programme.days[5], "institutions")
    assert Release.objects.count() == 2


def test_answer_written_by_an_organiser_holds_the_table_only_where_it_stands_alone(
    real: Callable[[], Programme], visitor: Client
) -> None:
    category = Category.objects.create(slug="venir", name_fr="Venir", name_en="Coming")
    Question.objects.create(
        slug="qui",
        category=category,
        status=Status.PUBLISHED,
        question_fr="Qui ?",
        question_en="Who?",
        answer_fr="Un [[access]] dans une phrase.",
        answer_en="An [[access]] in a sentence.",
    )
    real()

    assert "access-table" not in read(visitor, "/fr/faq/qui/")


def test_session_with_accessibility_says_each_state_and_leaves_the_rest_open(
    change: Callable[..., Programme], visitor: Client
) -> None:
    change("table-ronde-sante", step_free="yes", captions="on_request", quiet_seat="no")

    text = read(visitor, "/fr/agenda/sessions/table-ronde-sante/")

    assert "Accès de plain-pied : <b>oui</b>" in text
    assert "Sous-titrage en direct : <b>sur demande</b>" in text
    assert "Place au calme : <b>non</b>" in text
    assert "Langue des signes française (LSF) : à confirmer" in text


def test_session_with_a_page_of_its_host_leads_there(
    change: Callable[..., Programme], visitor: Client
) -> None:
    change("ouverture-journees-scientifiques", registration_url="https://example.org/register")

    text = read(visitor, "/fr/agenda/sessions/ouverture-journees-scientifiques/")

    assert 'href="https://example.org/register"' in text


def test_session_names_what_comes_later_on_its_theme(programme: Programme, visitor: Client) -> None:
    from agenda.timetable import same_theme_later

    session = programme.sessions_by_url_slug["table-ronde-sante"]
    later = same_theme_later(programme, session, shown=4)

    assert len(later) == 4
    assert all(one.starts_at >= session.ends_at for one in later)
    assert all(set(one.themes) & set(session.themes) for one in later)
    text = read(visitor, session.get_absolute_url())
    assert all(one.url_slug in text for one in later)
