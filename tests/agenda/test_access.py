"""The access table and what is provided: edited by organisers, released, read everywhere."""

import copy

import pytest
from django.db import IntegrityError, transaction

from agenda.admission import admission_to, may_come, may_register
from agenda.models import AccessRule, Answer, Audience, Release, Session, Track, Venue
from agenda.programme import Programme
from agenda.services.current import current_programme, programme_of
from agenda.services.releases import changes_of, preview_release, publish_release
from tests.agenda.factories import load, make_edition, programme_file

pytestmark = pytest.mark.django_db


def publish() -> Programme:
    publish_release(note="", actor=None)
    return current_programme()


def test_admission_narrower_line_wins_and_a_wider_one_lends_its_words() -> None:
    load()
    session = publish().sessions_by_url_slug["ouverture"]

    anyone, firms = admission_to(session), may_come(session, "entrepreneurs")

    assert (anyone.answer, str(anyone.text)) == (Answer.REGISTER, "The host registers (en)")
    assert (firms.answer, str(firms.text)) == (Answer.NO, "Not for firms (en)")
    assert str(firms.title) == "Register with the host (en)"
    assert firms.is_refused
    assert not anyone.is_refused


def test_admission_line_of_track_and_audience_beats_those_of_one() -> None:
    load()
    AccessRule.objects.create(
        slug="both",
        kind="organiser",
        track=Track.objects.get(slug="forum"),
        audience=Audience.objects.get(slug="entrepreneurs"),
        answer=Answer.YES,
    )
    AccessRule.objects.create(
        slug="track",
        kind="organiser",
        track=Track.objects.get(slug="forum"),
        answer=Answer.UNKNOWN,
    )
    session = publish().sessions_by_url_slug["ouverture"]

    assert may_come(session, "entrepreneurs").answer == Answer.YES
    assert may_come(session).answer == Answer.UNKNOWN


def test_admission_audience_that_nobody_knows_gets_the_common_answer() -> None:
    load()
    session = publish().sessions_by_url_slug["ouverture"]

    assert may_come(session, "no-such-audience") == admission_to(session)


def test_may_register_asks_only_what_this_site_registers_for() -> None:
    load()
    firms = Audience.objects.get(slug="entrepreneurs")
    AccessRule.objects.create(slug="site-firms", kind="site", audience=firms, answer=Answer.NO)
    AccessRule.objects.create(slug="site", kind="site", answer=Answer.REGISTER)
    day = publish().days[1]

    assert not may_register(day, "entrepreneurs")
    assert may_register(day, "others")
    assert may_register(day, "entrepreneurs", "online")


def test_admission_without_a_table_has_words_of_its_own() -> None:
    data = programme_file()
    del data["access_rules"]
    load(data)
    session = publish().sessions_by_url_slug["ouverture"]

    assert str(admission_to(session).title) == "Register with the host"
    assert admission_to(session).answer == Answer.REGISTER


def test_admission_link_of_the_session_beats_that_of_its_host() -> None:
    load()
    AccessRule.objects.filter(slug="organiser").update(link="https://example.org/host")
    Session.objects.filter(slug="opening").update(registration_url="https://example.org/here")
    programme = publish()

    session = programme.sessions_by_url_slug["ouverture"]
    assert admission_to(session).link == "https://example.org/here"


def test_load_keeps_the_answer_that_an_organiser_changed() -> None:
    load()
    AccessRule.objects.filter(slug="organiser").update(answer=Answer.NO)

    report = load()

    assert AccessRule.objects.get(slug="organiser").answer == Answer.NO
    assert report.kept == ["access_rules/organiser, answer"]


def test_table_holds_one_line_for_each_case() -> None:
    load()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessRule.objects.create(slug="again", kind="organiser", answer=Answer.YES)


def test_release_without_french_of_a_line_is_refused() -> None:
    load()
    AccessRule.objects.filter(slug="organiser").update(badge_fr="")

    problems = preview_release().problems

    assert [problem.field for problem in problems] == ["on the badge"]


def test_release_made_before_the_table_is_still_read() -> None:
    load()
    publish_release(note="", actor=None)
    content = copy.deepcopy(Release.objects.get().content)
    del content["access_rules"]
    for item in content["venues"] + content["sessions"]:
        for name in ("step_free", "sign_language", "captions", "quiet_seat"):
            del item[name]
    for item in content["audiences"]:
        del item["phrase"], item["registers"]
    for item in content["sessions"]:
        del item["registration_url"]
    for item in content["venues"]:
        del item["accessibility_note"]
    old = Release(number=9, content=content, digest="old")

    programme = programme_of(old)

    assert [one.slug for one in programme.audiences] == ["entrepreneurs"]
    assert programme.sessions[0].accessibility == frozenset()


def test_accessibility_of_a_session_is_its_own_else_that_of_its_venue() -> None:
    load()
    Venue.objects.filter(slug="grande-halle").update(step_free="yes", captions="yes")
    Session.objects.filter(slug="opening").update(captions="no", sign_language="on_request")

    session = publish().sessions_by_url_slug["ouverture"]

    assert session.accessibility == {"step_free"}
    assert session.provision("captions") == "no"
    assert session.provision("sign_language") == "on_request"
    assert session.provision("quiet_seat") == ""


def test_accessibility_read_from_a_file_that_knows_it() -> None:
    data = programme_file()
    data["venues"][0]["accessibility"] = {
        "step_free": "yes",
        "sign_language": None,
        "captions": "on_request",
        "quiet_seat": None,
    }
    load(data)

    venue = Venue.objects.get(slug="grande-halle")
    assert (venue.step_free, venue.sign_language, venue.captions) == ("yes", "", "on_request")


def test_accessibility_that_changes_is_told_and_sends_no_calendar_entry_again() -> None:
    load()
    before = publish().sessions_by_url_slug["ouverture"]
    Venue.objects.filter(slug="grande-halle").update(step_free="yes")
    Session.objects.filter(slug="opening").update(quiet_seat="on_request")

    after = publish().sessions_by_url_slug["ouverture"]

    assert after.sequence == before.sequence
    told = {
        (change.slug, field.label, field.after)
        for change in changes_of(Release.objects.newest_first()[0])
        for field in change.fields
    }
    assert told == {
        ("grande-halle", "step-free access", "Yes"),
        ("opening", "seat in a quiet spot", "On request"),
    }


def test_audience_outside_the_form_stands_in_the_questions_only() -> None:
    make_edition()
    data = programme_file()
    data["business_day"]["audiences"] += [
        {
            "slug": "presse",
            "order": 2,
            "name": {"fr": "Presse", "en": "Press"},
            "summary": {"fr": "Médias", "en": "Media"},
            "phrase": {"fr": "de la presse", "en": "from the press"},
            "registers": False,
        }
    ]
    load(data)
    programme = publish()

    assert [one.slug for one in programme.audiences] == ["entrepreneurs"]
    assert [str(one) for one in programme.visitors] == ["entrepreneurs (en)", "from the press"]
    assert [one.slug for one in Audience.objects.registering()] == ["entrepreneurs"]
