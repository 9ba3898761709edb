"""Headers of every kind of answer, and pages that are the same for everyone."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from summit.accounts.models import User
from tests.production.routes import POSTING, all_routes, is_personal, public_paths

LANGUAGES = ["fr", pytest.param("en", marks=pytest.mark.long)]
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
# Data that pages of other sites may fetch: it is public and asks for no cookie.
OPEN_DATA = ("text/calendar", "application/json", "application/atom+xml")
REFERRER_POLICIES = {"strict-origin-when-cross-origin", "same-origin", "no-referrer"}


class SecureClient(Client):
    """Asks by https, as the proxy tells the site."""

    def generic(self, *args: Any, **values: Any) -> HttpResponse:
        return super().generic(*args, **{**values, "secure": True})


@pytest.fixture
def client(settings: Any) -> Client:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.WHITENOISE_USE_FINDERS = True
    return SecureClient(raise_request_exception=False)


def policy_of(response: HttpResponse) -> dict[str, list[str]]:
    directives = (line.split() for line in response["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in directives}


def fixed_headers_of(response: HttpResponse) -> dict[str, str]:
    is_open = response.get("Content-Type", "").startswith(OPEN_DATA)
    if is_open and response.get("Access-Control-Allow-Origin") == "*":
        return {**FIXED, "Cross-Origin-Resource-Policy": "cross-origin"}
    return FIXED


def faults(response: HttpResponse) -> Iterator[str]:
    if policy_of(response) != POLICY:
        yield f"policy {response['Content-Security-Policy']!r}"
    for name, value in fixed_headers_of(response).items():
        if response.get(name) != value:
            yield f"{name} is {response.get(name)!r}"
    if response.get("Referrer-Policy") not in REFERRER_POLICIES:
        yield f"Referrer-Policy is {response.get('Referrer-Policy')!r}"
    if "camera=()" not in response.get("Permissions-Policy", ""):
        yield "no Permissions-Policy"
    if not response.get("X-Request-ID"):
        yield "no X-Request-ID"


def assert_strict(response: HttpResponse, status: int) -> None:
    assert response.status_code == status
    assert list(faults(response)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_route_carries_the_strict_headers(
    trial: None, client: Client, language: str
) -> None:
    found = {name: list(faults(client.get(path))) for name, path in public_paths(language).items()}

    assert {name: bad for name, bad in found.items() if bad} == {}


def test_missing_page_carries_the_strict_headers(db: None, client: Client) -> None:
    assert_strict(client.get("/fr/nowhere/"), 404)


def test_unknown_host_carries_the_strict_headers(db: None, client: Client) -> None:
    assert_strict(client.get("/fr/", headers={"host": "elsewhere.example"}), 400)


def test_too_many_fields_carry_the_strict_headers(db: None, client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10

    response = client.post("/fr/newsletter/", {f"field{n}": "x" for n in range(20)})

    assert_strict(response, 400)


def test_too_large_body_carries_the_strict_headers(db: None, client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    response = client.post(
        "/fr/newsletter/", b"x=" + b"x" * 200, content_type="application/x-www-form-urlencoded"
    )

    assert_strict(response, 413)
    assert "Votre envoi est trop long" in response.content.decode()


def test_broken_view_carries_the_strict_headers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a database at hand the home page breaks; the answer is still dressed."""
    response = client.get("/fr/")

    assert_strict(response, response.status_code)
    assert response.status_code >= 500


def test_static_file_carries_the_strict_headers(client: Client) -> None:
    assert_strict(client.get("/static/css/summit.css"), 200)


def test_picture_of_a_mail_is_shown_where_mail_is_read(client: Client) -> None:
    """In a browser, on the page of somebody's mailbox."""
    response = client.get("/static/img/mail-header.png")

    assert response.status_code == 200
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_health_carries_the_strict_headers(client: Client) -> None:
    assert_strict(client.get("/healthz"), 200)


def test_preview_of_mail_may_be_framed_by_its_own_page_only(admin_client: Client) -> None:
    from tests.production.factories import make_email

    email = make_email(html_body="<p>Bonjour</p>")
    page = admin_client.get(f"/fr/admin/mail/outgoingemail/{email.pk}/change/")
    preview = admin_client.get(f"/fr/admin/mail/outgoingemail/{email.pk}/preview/")

    assert policy_of(page) == {**POLICY, "frame-src": ["'self'"]}
    assert policy_of(preview)["frame-ancestors"] == ["'self'"]
    assert preview["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
def test_page_that_shows_the_second_factor_may_hold_its_picture(client: Client) -> None:
    client.force_login(User.objects.create_superuser("desk@example.org", "un long mot de passe"))
    client.post("/fr/account/reauthenticate/", {"password": "un long mot de passe"})

    page = client.get("/fr/account/2fa/totp/activate/")

    assert page.status_code == 200
    assert policy_of(page) == {**POLICY, "img-src": ["'self'", "data:"]}


# --- The same bytes for everyone --------------------------------------------------------------


def visible(response: HttpResponse) -> tuple[int, dict[str, str], bytes]:
    headers = dict(response.items())
    for name in ("X-Request-ID", "Expires"):
        headers.pop(name, None)
    return response.status_code, headers, b"".join(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_is_the_same_bytes_for_two_visitors(trial: None, language: str) -> None:
    """One comes by phone for the first time, the other by desk with cookies of earlier days."""
    differing, personal = [], []
    for name, path in public_paths(language).items():
        if name in POSTING:
            continue
        known = Client(headers={"user-agent": "Desk", "accept-language": "en-GB"})
        known.cookies["csrftoken"] = "t" * 32
        known.cookies["sessionid"] = "s" * 32
        # Without a language in the address, Vary tells caches to keep one answer per language.
        asked = "de" if path.startswith(f"/{language}/") else "en-GB"
        new = Client(headers={"user-agent": "Phone", "accept-language": asked})
        first, second = new.get(path), known.get(path)
        if visible(first) != visible(second):
            differing.append(name)
        if first.cookies or second.cookies or "cookie" in first.get("Vary", "").lower():
            personal.append(name)

    assert differing == []
    assert personal == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_posting_pages_set_a_cookie_and_it_is_strict(trial: None, language: str) -> None:
    for name in POSTING:
        response = Client().get(public_paths(language)[name])

        assert list(response.cookies) == ["csrftoken"]
        cookie = response.cookies["csrftoken"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_resolver_knows_each_route_that_is_called_personal() -> None:
    """A renamed route must not stay on the list and let a new one through."""
    from tests.production.routes import PERSONAL

    names = all_routes()
    unknown = {entry for entry in PERSONAL if not any(name.startswith(entry) for name in names)}

    assert unknown == set()
    assert {name for name in names if not is_personal(name)} >= POSTING


# --- Request ids ------------------------------------------------------------------------------


def test_request_id_of_the_proxy_is_kept(client: Client) -> None:
    given = uuid.uuid4().hex

    assert client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "a b c d e f g h", "abc\u00e9defgh"])
def test_request_id_that_is_not_sane_is_replaced(client: Client, given: str) -> None:
    answered = client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"]

    assert answered != given
    assert uuid.UUID(answered).hex == answered


def test_each_request_gets_its_own_id_even_for_a_kept_page(trial: None, client: Client) -> None:
    path = public_paths("fr")["agenda:show_day"]

    assert len({client.get(path)["X-Request-ID"] for _ in range(3)}) == 3
