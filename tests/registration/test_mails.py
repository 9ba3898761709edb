"""What each mail says, in both languages, to people whose names may be an attack."""

import datetime as dt
import html
import re
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from registration.models import Quota, Registration, Way
from registration.services.changing import (
    cancel_registration,
    mail_lost_link,
    move_way,
)
from registration.services.waiting import confirm_waiting
from summit.edition.models import Edition
from summit.mail.models import OutgoingEmail
from summit.mail.rendering import render_parts
from tests.registration.factories import NOW, make_business_day, make_registration, register

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="([^"]*)"')


def write_every_mail(language: str, **person: Any) -> dict[str, OutgoingEmail]:
    """One mail of each kind, as the use cases write them."""
    make_business_day(in_person=1, online=3)
    first = make_registration(language=language, **person)
    waiting = make_registration(
        "waiting@example.org", language=language, wait_in_person=True, **person
    )
    make_registration("next@example.org", language=language, wait_in_person=True, **person)
    register("online@example.org", language=language, way=Way.ONLINE, **person)
    register("only@example.org", language=language, wait_in_person=True, **person)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        register("online@example.org", language=language, wait_in_person=True, **person)
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=2)
    confirm_waiting(registration_id=waiting.pk, now=NOW, by="system")
    mail_lost_link(first.email, language)
    cancel_registration(registration_id=first.pk, now=NOW, by="self")
    return {
        mail.kind.removeprefix("registration_"): mail
        for mail in OutgoingEmail.objects.order_by("-pk")
    }


EXPECTED = {
    "place_offered": {
        "fr": (
            "Une place au Business Day vous est réservée jusqu’au mardi 21 janvier 2025, 9 h",
            ["Station F", "Sans réponse, elle passe ensuite", "votre inscription en ligne reste"],
        ),
        "en": (
            "A place at the Business Day is kept for you until Tuesday 21 January 2025, 9:00",
            [
                "Station F",
                "After that it goes to the next person",
                "your online registration stays",
            ],
        ),
    },
    "confirmed_in_person": {
        "fr": (
            "Votre venue au Business Day est confirmée, mardi 11 février 2025",
            ["5 parvis Alan-Turing, 75013 Paris", "9 h – 18 h 15", "Accueil dès 8 h"],
        ),
        "en": (
            "Your place at the Business Day is confirmed, Tuesday 11 February 2025",
            ["5 parvis Alan-Turing, 75013 Paris", "9:00–18:15", "Doors open at 8:00"],
        ),
    },
    "confirmed_online": {
        "fr": (
            "Votre inscription en ligne au Business Day est confirmée, mardi 11 février 2025",
            ["En ligne", "Heure de Paris", "le direct s’ouvre"],
        ),
        "en": (
            "Your online registration for the Business Day is confirmed, Tuesday 11 February 2025",
            ["Online", "Paris time", "the broadcast opens"],
        ),
    },
    "waiting": {
        "fr": (
            (
                "Business Day, mardi 11 février 2025 : liste d’attente sur place, "
                "inscription en ligne confirmée"
            ),
            ["Liste d’attente", "complet sur place", "le direct s’ouvre"],
        ),
        "en": (
            (
                "Business Day, Tuesday 11 February 2025: waiting list in person, "
                "place confirmed online"
            ),
            ["Waiting list", "full in person", "the broadcast opens"],
        ),
    },
    "waiting_only": {
        "fr": (
            "Business Day, mardi 11 février 2025 : votre nom est sur la liste d’attente",
            ["Liste d’attente", "complet sur place", "Mardi 11 février 2025, 9 h – 18 h 15"],
        ),
        "en": (
            "Business Day, Tuesday 11 February 2025: your name is on the waiting list",
            ["Waiting list", "full in person", "Tuesday 11 February 2025, 9:00–18:15"],
        ),
    },
    "already": {
        "fr": (
            "Cette adresse a déjà une inscription au Business Day",
            ["rien n’a été modifié", "En ligne"],
        ),
        "en": (
            "This address is already registered for the Business Day",
            ["nothing was changed", "Online"],
        ),
    },
    "moved": {
        "fr": (
            "Votre inscription au Business Day a changé, mardi 11 février 2025",
            ["Vous venez désormais sur place", "Station F"],
        ),
        "en": (
            "Your registration for the Business Day has changed, Tuesday 11 February 2025",
            ["You are now coming in person", "Station F"],
        ),
    },
    "cancelled": {
        "fr": (
            "Votre inscription au Business Day est annulée",
            ["retire la journée de votre calendrier", "Mardi 11 février 2025"],
        ),
        "en": (
            "Your registration for the Business Day is cancelled",
            ["takes the day out of your calendar", "Tuesday 11 February 2025"],
        ),
    },
    "lost_link": {
        "fr": (
            "Votre lien vers votre inscription au Business Day",
            ["gardez-le pour vous", "quelqu’un a demandé un lien"],
        ),
        "en": (
            "Your link to your registration for the Business Day",
            ["keep it to yourself", "somebody asked for a link"],
        ),
    },
}


def plain(text: str) -> str:
    """With ordinary blanks, so that typography does not hide the words."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_mail_says_when_where_and_how_in_its_language(language: str) -> None:
    mails = write_every_mail(language)

    assert set(mails) == set(EXPECTED)
    for kind, by_language in EXPECTED.items():
        subject, words = by_language[language]
        assert plain(mails[kind].subject) == subject
        for body in (mails[kind].text_body, mails[kind].html_body):
            assert [word for word in words if word not in plain(body)] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_parts_of_a_mail_lead_to_the_same_pages(language: str) -> None:
    for kind, mail in write_every_mail(language).items():
        in_text = set(re.findall(r"http://testserver/\S+", mail.text_body))
        in_html = {html.unescape(link) for link in LINK.findall(mail.html_body)}
        assert (kind, in_text) == (kind, in_html)


def test_mail_is_written_in_the_language_of_the_row_whatever_the_page() -> None:
    make_business_day()
    registration = make_registration(language="en")

    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        register(language="fr")

    assert set(OutgoingEmail.objects.values_list("language", flat=True)) == {"en"}
    assert registration.language == "en"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_first_line_greets_by_name_without_gender(language: str) -> None:
    mail = write_every_mail(language)["confirmed_in_person"]

    greeting = {"fr": "Bonjour Camille,", "en": "Hello Camille,"}[language]
    assert greeting in mail.text_body
    assert "inscrit " not in plain(mail.text_body)


HOSTILE = [
    "http://evil.example/prize",
    "evil.example",
    "www.evil.example",
    "me@evil.example",
    '<a href="http://evil.example">x</a>',
    "{{ edition.pk }}{% now 'Y' %}",
    "%(manage_url)s",
    "Camille\r\nBcc: victim@evil.example",
    "\u202eelpmaxe.live",
    "You have won, call 0800 123 456 at once to claim the prize",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_name_leaves_nothing_of_itself_in_any_mail(name: str) -> None:
    mails = write_every_mail(
        "fr", first_name=name[:80], last_name=name[:80], organisation=name, role=name
    )

    for mail in mails.values():
        kept = [mail.subject, mail.text_body, mail.html_body, mail.calendar, mail.to_name]
        for word in ("evil", "prize", "123 456", "elpmaxe", "Bcc", "{{", "%("):
            assert word not in re.sub(r"personal-link/\S+", "", "\n".join(kept))


def test_name_of_any_script_is_escaped_and_isolated() -> None:
    make_business_day()

    register(first_name="محمد", last_name="O’Brien")

    mail = OutgoingEmail.objects.get()
    assert "<bdi>محمد</bdi>" in mail.html_body
    assert "محمد" in mail.text_body
    assert mail.to_name == "محمد O’Brien"


def test_personal_links_stand_in_mails_as_placeholders_only() -> None:
    mails = write_every_mail("fr")

    for registration in Registration.objects.all():
        link = registration.personal_link("registration:my_registration", "manage")
        for mail in mails.values():
            assert link.signature not in mail.text_body + mail.html_body + mail.calendar


def test_move_online_says_so() -> None:
    make_business_day()
    registration = make_registration()

    move_way(registration_id=registration.pk, way=Way.ONLINE, now=NOW, by="self")

    body = plain(OutgoingEmail.objects.latest("pk").text_body)
    assert "Vous participez désormais en ligne." in body
    assert "Votre place ira" not in body


@pytest.mark.parametrize(
    "kind", ["invitee_invited", "registration_passed_on", "registration_pending"]
)
def test_mail_about_a_place_not_held_yet_says_when_and_where(kind: str) -> None:
    place = make_business_day()[Way.IN_PERSON]
    told = dict.fromkeys(("confirmed", "pending", "quota"), place)

    parts = render_parts(kind, "en", {"edition": Edition.objects.current(), **told})

    for body in (parts.text, parts.html):
        assert "Tuesday 11 February 2025, 9:00–18:15" in plain(body)
        assert "Station F" in plain(body)
        assert "5 parvis Alan-Turing, 75013 Paris" in plain(body)
