from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from summit.mail.models import OutgoingEmail
from summit.newsletter.models import Subscription, SubscriptionState
from summit.newsletter.notifications import confirm_link, unsubscribe_link
from summit.newsletter.services.subscribing import confirm_subscription
from summit.newsletter.views import SUBSCRIBE_FROM_ADDRESS
from tests.newsletter.factories import EMAIL, NOW, ask, make_newsletter

pytestmark = pytest.mark.django_db

FORM = {"email": EMAIL, "consent": "on"}


@pytest.fixture(autouse=True)
def _newsletter() -> None:
    make_newsletter()


def path_of(link: str) -> str:
    return urlsplit(link).path


def confirmed() -> Subscription:
    row = ask()
    signature = confirm_link(row).signature
    confirm_subscription(public_id=row.public_id, signature=signature, now=NOW)
    return row


def test_subscribe_known_and_unknown_address_get_the_same_answer(client: Client) -> None:
    confirmed()
    answers = [
        client.post("/fr/newsletter/", {**FORM, "email": email})
        for email in (EMAIL, "nadia@example.org")
    ]

    assert [(a.status_code, a["Location"], a.content) for a in answers] == [
        (302, "/fr/newsletter/requested/", b"")
    ] * 2
    assert "Ouvrez le message." in client.get("/fr/newsletter/requested/").content.decode()


def test_subscribe_keeps_language_and_consent_of_the_page(client: Client) -> None:
    client.post("/en/newsletter/", FORM)

    row = Subscription.objects.get()
    assert (row.language, row.consent_text) == ("en", "I agree.")
    assert OutgoingEmail.objects.get().language == "en"


def test_subscribe_twenty_presses_make_one_row_and_one_mail(client: Client) -> None:
    answers = {client.post("/fr/newsletter/", FORM).status_code for _ in range(20)}

    assert answers == {302}
    assert (Subscription.objects.count(), OutgoingEmail.objects.count()) == (1, 1)


def test_subscribe_robot_gets_the_answer_and_nothing_is_kept(client: Client) -> None:
    response = client.post("/fr/newsletter/", {**FORM, "reference": "x"})

    assert response["Location"] == "/fr/newsletter/requested/"
    assert (Subscription.objects.count(), OutgoingEmail.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "camille"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "email"),
        ({"email": "a\x00@example.org"}, "email"),
        ({"email": f"{'a' * 300}@example.org"}, "email"),
        ({"email": "a" * 2_000_000}, "email"),
        ({"consent": ""}, "consent"),
    ],
)
def test_subscribe_bad_input_is_named_and_what_was_typed_stays(
    client: Client, values: dict[str, str], field: str
) -> None:
    response = client.post("/fr/newsletter/", {**FORM, **values})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.content.decode().count('id="error-summary"') == 1
    assert Subscription.objects.count() == 0


def test_subscribe_international_address_is_kept_in_deliverable_form(client: Client) -> None:
    client.post("/fr/newsletter/", {**FORM, "email": "camille@Müller.example"})

    assert Subscription.objects.get().email == "camille@xn--mller-kva.example"


def test_subscribe_without_the_token_is_refused_and_keeps_what_was_typed() -> None:
    client = Client(enforce_csrf_checks=True)
    own = {"origin": "http://testserver"}

    response = client.post("/fr/newsletter/", FORM, headers=own)

    assert response.status_code == 403
    assert f'name="email" value="{EMAIL}"' in response.content.decode()
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_mailed_links_changes_nothing(client: Client, method: str) -> None:
    row = ask()
    before = Subscription.objects.values().get()

    answers = [
        getattr(client, method)(path_of(link(row).url("fr")))
        for link in (confirm_link, unsubscribe_link)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Subscription.objects.values().get() == before
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies


def test_confirm_press_confirms_and_says_so(client: Client) -> None:
    row = ask()
    path = path_of(confirm_link(row).url("fr"))
    assert EMAIL in client.get(path).content.decode()

    response = client.post(path, follow=True)

    assert response.redirect_chain == [("/fr/newsletter/confirmed/", 302)]
    assert "C’est noté." in response.content.decode()
    assert Subscription.objects.get().state == SubscriptionState.CONFIRMED


def test_unsubscribe_press_without_token_or_cookie_ends_it() -> None:
    row = confirmed()
    client = Client(enforce_csrf_checks=True)

    response = client.post(path_of(unsubscribe_link(row).url("en")), follow=True)

    assert response.redirect_chain == [("/en/newsletter/unsubscribed/", 302)]
    assert Subscription.objects.get().state == SubscriptionState.UNSUBSCRIBED


def test_unsubscribe_one_click_from_a_mail_program_is_answered_without_redirect() -> None:
    row = confirmed()
    client = Client(enforce_csrf_checks=True)
    path = path_of(unsubscribe_link(row).url("fr"))

    response = client.post(path, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert Subscription.objects.get().state == SubscriptionState.UNSUBSCRIBED


@pytest.mark.parametrize("action", ["confirm", "unsubscribe"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_forged_link_is_not_found_and_says_what_to_do(
    client: Client, action: str, method: str
) -> None:
    row = confirmed()
    before = Subscription.objects.values().get()

    response = getattr(client, method)(f"/fr/newsletter/{action}/{row.public_id}/{'A' * 43}/")

    assert response.status_code == 404
    assert EMAIL not in response.content.decode()
    assert 'href="/fr/newsletter/"' in response.content.decode()
    assert Subscription.objects.values().get() == before


@pytest.mark.parametrize("name", ["requested", "confirmed", "unsubscribed"])
def test_answer_pages_are_public_and_hold_no_token(client: Client, name: str) -> None:
    response = client.get(f"/fr/newsletter/{name}/")

    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_subscribe_too_often_from_one_address_is_put_aside(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        for _try in range(SUBSCRIBE_FROM_ADDRESS.count):
            assert SUBSCRIBE_FROM_ADDRESS.hit("127.0.0.1")
        response = client.post("/fr/newsletter/", FORM)

    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert Subscription.objects.count() == 0
