"""The personal join page: what it shows when, who was there, and where no address stands."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from registration.models import (
    AttendanceKind,
    Broadcast,
    LinkPurpose,
    OnlineAttendance,
    Quota,
    Registration,
    Way,
)
from registration.services.reminders_loading import load_reminders
from registration.services.reminding import send_reminders
from registration.views.personal import personal_path, personal_paths
from summit.accounts.models import User
from summit.edition import clock
from summit.mail.models import OutgoingEmail
from tests.registration.factories import at, make_registration

pytestmark = pytest.mark.django_db

STREAM, REPLAY = "https://stream.example/secret-channel", "https://stream.example/secret-replay"


@pytest.fixture
def mine(day: dict[str, Quota]) -> Registration:
    Broadcast.objects.create(
        quota=day[Way.ONLINE],
        stream_url=STREAM,
        replay_url=REPLAY,
        opens_before=dt.timedelta(minutes=30),
    )
    return make_registration(way=Way.ONLINE)


def path_of(registration: Registration) -> str:
    with translation.override("fr"):
        return personal_path(registration, "join_personal", LinkPurpose.JOIN)


def show(client: Client, registration: Registration, query: str = "") -> str:
    response = client.get(path_of(registration) + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("moment", "words", "watched"),
    [
        (at(8, 29), "Salle d’attente", ""),
        (at(8, 30), "Regarder le direct", STREAM),
        (at(18, 14), "Regarder le direct", STREAM),
        (at(18, 15), "Voir la rediffusion", REPLAY),
    ],
)
def test_page_is_waiting_room_then_broadcast_then_replay_to_the_minute(
    client: Client, mine: Registration, moment: dt.datetime, words: str, watched: str
) -> None:
    clock.set_rehearsal(moment)

    page, watching = show(client, mine), show(client, mine, "?watch=1")

    assert words in page
    assert "secret" not in page
    assert ("secret" in watching) == bool(watched)
    assert watched in watching


def test_live_page_without_an_address_asks_for_patience(client: Client, mine: Registration) -> None:
    Broadcast.objects.update(stream_url="")
    clock.set_rehearsal(at(9))

    assert "Le direct commence dans un instant" in show(client, mine)


def test_day_over_without_replay_says_so(client: Client, mine: Registration) -> None:
    Broadcast.objects.update(replay_url="")
    clock.set_rehearsal(at(19))

    assert "Le direct est terminé" in show(client, mine)


def test_opening_the_link_is_no_attendance_and_a_press_is(mine: Registration) -> None:
    client = Client(enforce_csrf_checks=True)
    clock.set_rehearsal(at(9))

    client.get(path_of(mine))
    client.head(path_of(mine))
    client.get(path_of(mine) + "?watch=1")
    assert not OnlineAttendance.objects.exists()
    answer = client.post(path_of(mine))
    clock.set_rehearsal(at(10))
    still = client.post(path_of(mine), {"still": "1"})

    seen = OnlineAttendance.objects.get()
    assert answer["Location"] == f"{path_of(mine)}?watch=1"
    assert still.status_code == 204
    assert (seen.kind, seen.registration) == (AttendanceKind.LIVE, mine)
    assert dt.timedelta(minutes=59) < seen.last_seen_at - seen.first_seen_at
    assert seen.last_seen_at - seen.first_seen_at < dt.timedelta(minutes=61)


def test_press_before_the_broadcast_opens_is_no_attendance(
    client: Client, mine: Registration
) -> None:
    client.post(path_of(mine))

    assert not OnlineAttendance.objects.exists()


def test_replay_is_counted_apart(client: Client, mine: Registration) -> None:
    clock.set_rehearsal(at(9))
    client.post(path_of(mine))
    clock.set_rehearsal(at(20))
    client.post(path_of(mine))

    kinds = OnlineAttendance.objects.values_list("kind", flat=True)
    assert sorted(kinds) == [AttendanceKind.LIVE, AttendanceKind.REPLAY]


def test_film_of_our_own_plays_in_the_page(
    client: Client, mine: Registration, settings: object
) -> None:
    film = "http://testserver/media/day.mp4"
    settings.SITE_URL = "http://testserver"  # type: ignore[attr-defined]
    Broadcast.objects.update(stream_url=film)
    clock.set_rehearsal(at(9))

    response = client.get(path_of(mine) + "?watch=1")

    assert f'src="{film}"' in response.content.decode()
    assert "media-src 'self'" in response["Content-Security-Policy"]


def test_someone_who_comes_in_person_or_cancelled_has_no_join_page(
    client: Client, day: dict[str, Quota]
) -> None:
    here = make_registration()

    assert client.get(path_of(here)).status_code == 404


def test_address_of_the_stream_stands_in_no_mail_feed_or_other_page(
    client: Client, mine: Registration
) -> None:
    load_reminders()
    send_reminders(at(9) - dt.timedelta(days=1))
    clock.set_rehearsal(at(9))
    with translation.override("fr"):
        paths = personal_paths(mine)
        feed = personal_path(mine, "feed", LinkPurpose.FEED)
    pages = [paths["my_registration"], paths["export"], paths["calendar_file"], feed]
    pages += [reverse("registration:join"), path_of(mine)]

    texts = [client.get(page).content.decode() for page in pages]
    mails = OutgoingEmail.objects.values_list("text_body", "html_body", "calendar")

    assert OutgoingEmail.objects.filter(kind="registration_reminder").count() == 1
    assert [text for text in texts if "stream.example" in text] == []
    assert [mail for mail in mails if "stream.example" in "".join(mail)] == []


def test_desk_reads_and_exports_who_watched(client: Client, mine: Registration) -> None:
    clock.set_rehearsal(at(9))
    client.post(path_of(mine))
    Registration.objects.update(organisation="=HYPERLINK(1)")
    client.force_login(User.objects.create_superuser("chief@summit.example"))

    listing = client.get(reverse("admin:registration_onlineattendance_changelist"))
    export = client.get(reverse("admin:registration_onlineattendance_export"))

    assert "Camille Martin" in listing.content.decode()
    lines = b"".join(export.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert ",=HYPERLINK" not in lines[1]
    assert ";=HYPERLINK" not in lines[1]
