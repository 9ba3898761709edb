"""Two organisers have the same page open; each saves."""

import datetime as dt

import pytest
from django.test import Client

from agenda.models import Session, Venue
from tests.agenda import factories
from tests.agenda.admin_forms import form_of, url
from tests.agenda.factories import load

pytestmark = pytest.mark.django_db


def test_what_somebody_else_saved_stays_where_it_was_not_touched_here(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    opened = form_of(desk, address)
    later = session.starts_at + dt.timedelta(minutes=30)
    elsewhere = Venue.objects.get(slug="en-ligne")
    Session.objects.filter(pk=session.pk).update(
        starts_at=later, venue=elsewhere, room=None, summary_fr="Le leur", time_confirmed=False
    )

    answer = desk.post(address, {**opened, "title_en": "Mine"})

    assert answer.status_code == 302, answer.context["errors"]
    saved = factories.session()
    assert (saved.title_en, saved.starts_at, saved.summary_fr) == ("Mine", later, "Le leur")
    assert (saved.venue, saved.room, saved.time_confirmed) == (elsewhere, None, False)


def test_what_both_changed_is_told_before_it_is_replaced(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    mine = {**form_of(desk, address), "title_en": "Mine", "ends_at_1": "12:00:00"}
    theirs = dt.datetime(2025, 2, 10, 10, 45, tzinfo=dt.UTC)
    Session.objects.filter(pk=session.pk).update(title_en="Theirs", ends_at=theirs)

    refused = desk.post(address, mine)

    form = refused.context["adminform"].form
    assert refused.status_code == 200
    assert sorted(form.errors) == ["ends_at", "title_en"]
    assert "“Theirs”" in form.errors["title_en"][0]
    assert "10\N{NO-BREAK SPACE}February 2025, 11:45" in form.errors["ends_at"][0]
    assert factories.session().title_en == "Theirs"

    again = desk.post(address, {**mine, "as_shown": form["as_shown"].value()})

    assert again.status_code == 302
    assert factories.session().title_en == "Mine"


def test_another_mistake_on_the_page_takes_nothing_back_either(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    opened = form_of(desk, address)
    Session.objects.filter(pk=session.pk).update(summary_fr="Le leur")

    refused = desk.post(address, {**opened, "title_en": "Mine", "capacity": "many"})
    note = refused.context["adminform"].form["as_shown"].value()
    desk.post(address, {**opened, "title_en": "Mine", "as_shown": note})

    assert list(refused.context["adminform"].form.errors) == ["capacity"]
    saved = factories.session()
    assert (saved.title_en, saved.summary_fr) == ("Mine", "Le leur")


def test_both_saving_the_same_is_no_matter(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    mine = {**form_of(desk, address), "title_en": "The same"}
    Session.objects.filter(pk=session.pk).update(title_en="The same")

    assert desk.post(address, mine).status_code == 302


def test_broken_note_of_what_was_shown_is_as_none(desk: Client) -> None:
    load()
    address = url("session_change", factories.session().pk)

    for broken in ("", "[]", "{", '{"title_en": 3}'):
        typed = {**form_of(desk, address), "title_en": f"With {broken!r}", "as_shown": broken}
        assert desk.post(address, typed).status_code in {200, 302}
