"""What an organiser sees of outgoing mail, and what stays hidden."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.test import Client
from django.urls import reverse

from summit.accounts.models import User
from summit.edition.models import Edition
from summit.mail.models import EmailState, OutgoingEmail
from summit.mail.previews import POLICY
from tests.mail.factories import enqueue, make_invitation, make_link, make_organiser

pytestmark = pytest.mark.django_db

VIEW, AGAIN = "mail.view_outgoingemail", "mail.send_again"


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:mail_outgoingemail_{name}", args=args)


def sign_in(client: Client, *permissions: str) -> User:
    user = make_organiser(*permissions)
    client.force_login(user)
    return user


@pytest.fixture
def sent(edition: Edition) -> OutgoingEmail:
    email = enqueue(
        to="ada@example.org",
        links={"manage_url": make_link()},
        calendar=make_invitation(),
    )
    OutgoingEmail.objects.update(state=EmailState.SENT)
    email.refresh_from_db()
    return email


def test_list_shows_state_attempts_and_error(client: Client, sent: OutgoingEmail) -> None:
    sign_in(client, VIEW)
    OutgoingEmail.objects.update(state=EmailState.FAILED, attempts=3, last_error="550 refused")

    page = client.get(url("changelist")).content.decode()

    for words in ("ada@example.org", "Échec", ">3<", "550 refused", "note"):
        assert words in page


@pytest.mark.parametrize(("query", "found"), [("ada@", 1), ("nobody@", 0)])
def test_list_is_searched_by_address(
    client: Client, sent: OutgoingEmail, query: str, found: int
) -> None:
    sign_in(client, VIEW)

    response = client.get(url("changelist"), {"q": query})

    assert response.context["cl"].result_count == found


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_queries_whatever_its_length(
    client: Client, edition: Edition, rows: int, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, VIEW)
    for _ in range(rows):
        enqueue(links={"manage_url": make_link()})
    client.get(url("changelist"))

    with django_assert_max_num_queries(10) as captured:
        client.get(url("changelist"))

    assert not any("html_body" in query["sql"] for query in captured.captured_queries)


def test_mail_can_neither_be_added_changed_nor_deleted(
    client: Client, sent: OutgoingEmail, admin_user: User
) -> None:
    client.force_login(admin_user)

    assert client.get(url("add")).status_code == 403
    assert client.post(url("change", sent.pk), {"to": "eve@example.org"}).status_code == 403
    assert client.post(url("delete", sent.pk), {"post": "yes"}).status_code == 403
    assert OutgoingEmail.objects.get().to == "ada@example.org"


def test_detail_shows_every_part_and_no_personal_link(client: Client, sent: OutgoingEmail) -> None:
    sign_in(client, VIEW)
    (link,) = sent.personal_links().values()

    detail = client.get(url("change", sent.pk)).content.decode()
    preview = client.get(url("preview", sent.pk)).content.decode()

    assert "Bonjour Ada" in detail
    assert "SUMMARY:Business Day" in detail
    assert "[lien personnel]" in detail
    assert "Bonjour Ada" in preview
    for page in (detail, preview):
        assert link.placeholder not in page
        assert link.signature not in page


def test_preview_runs_nothing_and_loads_nothing_from_elsewhere(
    client: Client, sent: OutgoingEmail
) -> None:
    sign_in(client, VIEW)

    response = client.get(url("preview", sent.pk))

    assert response["Content-Security-Policy"] == POLICY
    assert POLICY.startswith(
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    )
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]
    detail = client.get(url("change", sent.pk)).content.decode()
    assert f'<iframe sandbox src="{url("preview", sent.pk)}"' in detail


def test_send_again_button_sends_once_and_leads_to_the_new_mail(
    client: Client, sent: OutgoingEmail
) -> None:
    user = sign_in(client, VIEW, AGAIN)

    first = client.post(url("send_again", sent.pk))
    second = client.post(url("send_again", sent.pk))

    again = sent.resends.get()
    assert first["Location"] == second["Location"] == again.get_absolute_url()
    assert again.created_by == user


def test_send_again_action_sends_each_selected_mail(client: Client, sent: OutgoingEmail) -> None:
    sign_in(client, VIEW, AGAIN)

    client.post(url("changelist"), {"action": "send_again_selected", "_selected_action": [sent.pk]})

    assert sent.resends.count() == 1


@pytest.mark.parametrize(
    ("permissions", "codes"),
    [
        ((), {"preview": 403, "change": 403, "send_again": 403}),
        ((VIEW,), {"preview": 200, "change": 200, "send_again": 403}),
        ((AGAIN,), {"preview": 403, "change": 403, "send_again": 302}),
    ],
)
def test_each_view_asks_for_its_permission(
    client: Client, sent: OutgoingEmail, permissions: tuple[str, ...], codes: dict[str, int]
) -> None:
    sign_in(client, *permissions)

    for name, code in codes.items():
        method = client.post if name == "send_again" else client.get
        assert method(url(name, sent.pk)).status_code == code, name
    assert AdminLogEntry.objects.count() == 0


def test_send_again_is_no_link(client: Client, sent: OutgoingEmail) -> None:
    sign_in(client, VIEW, AGAIN)

    assert client.get(url("send_again", sent.pk)).status_code == 405
    assert sent.resends.count() == 0


def test_button_is_shown_to_whoever_may_press_it(client: Client, sent: OutgoingEmail) -> None:
    address = url("send_again", sent.pk)

    sign_in(client, VIEW)
    assert address not in client.get(url("change", sent.pk)).content.decode()

    sign_in(client, VIEW, AGAIN)
    assert address in client.get(url("change", sent.pk)).content.decode()


@pytest.mark.parametrize("name", ["changelist", "preview"])
def test_nobody_sees_mail_without_signing_in(
    client: Client, sent: OutgoingEmail, name: str
) -> None:
    args = () if name == "changelist" else (sent.pk,)

    assert client.get(url(name, *args)).status_code == 302
