"""Erasing a person leaves nothing: every column of every table is searched for what they typed."""

import os
import uuid

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from agenda.models import Star
from registration.models import (
    AttendanceKind,
    Booking,
    CalendarReply,
    ChangeNotice,
    Erasure,
    InvitationCode,
    Invitee,
    OnlineAttendance,
    OpeningNotice,
    Place,
    PlaceState,
    Quota,
    Registration,
    Way,
)
from registration.papers.letter import reference_of
from registration.services.changing import cancel_registration, correct_registration
from registration.services.erasing import erase_registration
from registration.views.personal import personal_paths
from summit.accounts.models import User
from summit.mail.models import EmailState, OutgoingEmail
from summit.mail.services import deliver_due_emails, erase_done_emails
from summit.newsletter.models import Subscription
from summit.newsletter.services.subscribing import request_subscription
from tests.registration.factories import NOW, book, make_registration, make_sessions
from tests.services.smtp import SmtpServer

EMAIL = "quetzalcoatl.canary@canary.example"
CANARIES = ("quetzal", "canary", "Xochitl", "Tezcatli", "Tlaloc", "Mictlan", "Coyolx", "Huitzil")


def columns_with_text() -> list[tuple[str, str]]:
    """Every table's every column, of every model and many-to-many table, whatever its type."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            found += [
                (model._meta.db_table, field.column) for field in model._meta.local_concrete_fields
            ]
    return found


def traces(*needles: str) -> list[tuple[str, str, str]]:
    found = []
    with connection.cursor() as cursor:
        for table, column in columns_with_text():
            for needle in needles:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE lower(CAST("{column}" AS text)) LIKE %s',
                    [f"%{needle.lower()}%"],
                )
                if cursor.fetchone()[0]:
                    found.append((table, column, needle))
    return found


def traces_in_redis() -> list[bytes]:
    import redis

    if not os.environ["REDIS_URL"]:  # nothing outside the process keeps anything then
        return []
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        found = []
        for key in client.scan_iter():
            kind = client.type(key)
            value = client.lrange(key, 0, -1) if kind == b"list" else [client.dump(key) or b""]
            if any(
                needle.lower().encode() in b"".join([key, *value]).lower() for needle in CANARIES
            ):
                found.append(key)
        return found


def make_person() -> Registration:
    """Someone who left words everywhere that words can be left."""
    person = make_registration(
        EMAIL,
        first_name="Xochitl",
        last_name="Tezcatli",
        organisation="Tlaloc",
        role="Mictlan",
        access_note="Coyolx",
        access_consent_text="J’accepte",
    )
    session = make_sessions(5)[0]
    book(person, session)
    desk = User.objects.create_user("desk@summit.example", is_staff=True)
    correct_registration(
        registration_id=person.pk,
        first_name="Xochitl",
        last_name="Tezcatli",
        organisation="Tlaloc II",
        now=NOW,
        by=desk,
    )
    now = timezone.now()
    ChangeNotice.objects.create(registration=person, due_at=now, created_at=now)
    OnlineAttendance.objects.create(
        registration=person, kind=AttendanceKind.LIVE, first_seen_at=now, last_seen_at=now
    )
    CalendarReply.objects.create(
        digest="a" * 64, received_at=now, outcome="noted", registration=person
    )
    code = InvitationCode.objects.create(
        name="Delegation", quota=Quota.objects.get(way=Way.IN_PERSON), allotment=3
    )
    Invitee.objects.create(
        code=code,
        email=EMAIL.upper(),
        first_name="Huitzil",
        last_name="B",
        language="fr",
        invited_at=now,
    )
    OpeningNotice.objects.create(email=EMAIL, language="fr", created_at=now)
    request_subscription(email=EMAIL, language="fr", consent_text="Oui", now=now)
    user = User.objects.create_user(EMAIL)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    Star.objects.create(user=user, session=session)
    visit = Client()
    visit.force_login(user)
    LogEntry.objects.create(
        user=desk,
        content_type_id=_type_of(User),
        object_id=str(user.pk),
        object_repr=str(user),
        action_flag=CHANGE,
    )
    again = OutgoingEmail.objects.filter(to=EMAIL).first()
    assert again is not None
    copy = OutgoingEmail.objects.get(pk=again.pk)
    copy.pk, copy.dedupe_key, copy.message_id, copy.resend_of = None, "again:1:1", "<x@y>", again
    copy.save(force_insert=True)
    return person


def _type_of(model: type[models.Model]) -> int:
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(model).pk


def erase_path(registration: Registration) -> str:
    with translation.override("fr"):
        return personal_paths(registration)["erase"]


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_erasing_oneself_leaves_no_trace_once_the_last_mail_has_left(
    client: Client, day: dict[str, Quota], smtp_server: SmtpServer
) -> None:
    person = make_person()
    assert {table for table, _column, _needle in traces(*CANARIES)} >= {
        "registration_registration",
        "mail_outgoingemail",
        "accounts_user",
    }

    response = client.post(erase_path(person), {"newsletter": "on"})
    deliver_due_emails()
    erase_done_emails()

    assert response.status_code == 302
    assert traces(*CANARIES) == []
    assert traces(str(person.public_id), person.public_id.hex) == [
        ("auditlog_logentry", "object_repr", str(person.public_id))
    ]
    assert traces_in_redis() == []
    models_left = (User, Place, Booking, Star)
    assert [model.objects.count() for model in models_left] == [1, 0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_last_mail_takes_each_entry_out_of_the_calendar_and_brings_the_receipt(
    client: Client, day: dict[str, Quota], smtp_server: SmtpServer
) -> None:
    person = make_person()
    deliver_due_emails()
    smtp_server.reset()

    client.post(erase_path(person), {"newsletter": "on"})
    deliver_due_emails()

    (received,) = smtp_server.received
    assert received.recipients == (EMAIL,)
    parts = {part.get_content_type() for part in received.message.walk()}
    assert "text/calendar" in parts
    calendars = [
        part.get_content()
        for part in received.message.walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert len(calendars) == 2
    assert all("METHOD:CANCEL" in calendar for calendar in calendars)
    body = received.message.get_body(("plain",))
    assert body is not None
    assert Erasure.objects.get().number in body.get_content()
    assert "/my/" not in body.get_content()
    assert not OutgoingEmail.objects.exists()


@pytest.mark.django_db
def test_place_of_an_erased_person_passes_to_the_next(
    client: Client, day: dict[str, Quota]
) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=1)
    person = make_registration()
    waiting = make_registration("next@example.org", wait_in_person=True)

    client.post(erase_path(person))

    assert waiting.waiting_place is not None
    assert waiting.waiting_place is not None
    assert waiting.waiting_place.state == PlaceState.OFFERED


@pytest.mark.django_db
def test_last_mail_that_fails_for_good_is_erased_too(client: Client, day: dict[str, Quota]) -> None:
    client.post(erase_path(make_registration()))
    OutgoingEmail.objects.update(state=EmailState.FAILED)

    erase_done_emails()

    assert not OutgoingEmail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reading_the_page_erases_nobody_and_pressing_twice_erases_once(
    client: Client, day: dict[str, Quota]
) -> None:
    person = make_registration()
    path = erase_path(person)

    client.head(path)
    page = client.get(path)
    first, second = client.post(path), client.post(path)

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert client.get(path).status_code == 404
    assert [first.status_code, second.status_code] == [302, 302]
    assert first["Location"] == second["Location"]
    assert Erasure.objects.count() == 1


@pytest.mark.django_db
def test_receipt_names_nobody(client: Client, day: dict[str, Quota]) -> None:
    person = make_registration()

    page = client.post(erase_path(person), follow=True)

    erasure = Erasure.objects.get()
    assert erasure.number in page.content.decode()
    assert "Camille" not in page.content.decode()
    assert client.get(reverse("registration:erased", args=["AAAA-AAAA-AAAA"])).status_code == 404
    assert client.get("/fr/registration/erased/AAAA%00/").status_code == 404


@pytest.mark.django_db
def test_newsletter_stays_for_who_wants_to_keep_it(client: Client, day: dict[str, Quota]) -> None:
    person = make_registration(EMAIL)
    request_subscription(email=EMAIL, language="fr", consent_text="Oui", now=timezone.now())

    client.post(erase_path(person), {})

    assert Subscription.objects.filter(email=EMAIL).exists()
    assert not Registration.objects.exists()


@pytest.mark.django_db
def test_cancelled_registration_can_be_erased(client: Client, day: dict[str, Quota]) -> None:
    person = make_registration()
    cancel_registration(registration_id=person.pk, now=NOW, by="self")

    client.post(erase_path(person))

    assert not Registration.objects.exists()


@pytest.mark.django_db
def test_erasing_signs_out_nobody_whose_address_ends_with_the_erased_one(
    client: Client, day: dict[str, Quota]
) -> None:
    person = make_registration("a@example.org")
    asked, near = SessionStore(), SessionStore()
    for visit, email in ((asked, "A@example.org"), (near, "mr.a@example.org.example")):
        visit["code_sent_to"] = email
        visit.save()

    client.post(erase_path(person))

    assert (asked.exists(asked.session_key), near.exists(near.session_key)) == (False, True)


@pytest.mark.django_db
def test_account_of_staff_stays_when_their_registration_goes(day: dict[str, Quota]) -> None:
    person = make_registration(EMAIL)
    staff = User.objects.create_user(EMAIL, is_staff=True)

    erase_registration(registration_id=person.pk, now=NOW, by=staff, reason="Asked by phone")

    assert User.objects.get() == staff
    assert Erasure.objects.get().actor == staff


@pytest.mark.django_db
def test_forged_link_erases_nobody(client: Client, day: dict[str, Quota]) -> None:
    person = make_registration()
    forged = erase_path(person).replace(str(person.public_id), str(uuid.uuid4()))

    assert client.post(forged).status_code == 404
    assert Registration.objects.count() == 1


@pytest.mark.django_db
def test_desk_erases_on_request_with_a_reason(client: Client, day: dict[str, Quota]) -> None:
    person = make_registration()
    client.force_login(User.objects.create_superuser("chief@summit.example"))
    page = reverse("admin:registration_registration_erase", args=[person.pk])

    without_reason = client.post(page, {"reason": ""})
    done = client.post(page, {"reason": "Asked by letter"}, follow=True)

    erasure = Erasure.objects.get()
    assert without_reason.status_code == 200
    assert (erasure.by_desk, erasure.reason) == (True, "Asked by letter")
    assert erasure.number in done.content.decode()
    assert not Registration.objects.exists()
    found = client.get(reverse("admin:registration_erasure_changelist"), {"q": erasure.number})
    assert "Asked by letter" in found.content.decode()


@pytest.mark.django_db
def test_desk_finds_a_registration_by_the_reference_of_its_letter(
    client: Client, day: dict[str, Quota]
) -> None:
    mine = make_registration()
    make_registration("other@example.org", last_name="Dupont")
    client.force_login(User.objects.create_superuser("chief@summit.example"))
    listing = reverse("admin:registration_registration_changelist")

    found = client.get(listing, {"q": reference_of(mine).lower()}).content.decode()

    assert "Martin" in found
    assert "Dupont" not in found
