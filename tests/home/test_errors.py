from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from summit.home.views.errors import csrf_failure, retained_fields
from summit.urls import (  # noqa: F401 - the handlers belong to this URLconf too
    handler400,
    handler403,
    handler404,
    handler500,
)
from summit.urls import (
    urlpatterns as site,
)


def _break(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the machine")


def _lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the server is away")


def _own(request: HttpRequest) -> HttpResponse:
    return HttpResponse("its own words", status=403)


def _form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("shown")


_form.csrf_failure = _own  # type: ignore[attr-defined]

urlpatterns = [
    path("break/", _break),
    path("away/", _lose_database),
    path("form/", _form),
    *site,
]


@pytest.fixture
def forgiving(settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(("address", "status"), [("/break/", 500), ("/away/", 503)])
def test_server_error_needs_no_database_and_says_nothing_of_the_cause(
    forgiving: Client, address: str, status: int
) -> None:
    # No django_db mark: any query of the page would fail here.
    response = forgiving.get(address)

    assert response.status_code == status
    assert "secret" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert response.get("Retry-After") == ("30" if status == 503 else None)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_not_found_is_dressed_in_its_language(client: Client, language: str) -> None:
    response = client.get(f"/{language}/nowhere/")

    assert response.status_code == 404
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/fr/", "/fr/agenda/", "/fr/registration/", "/fr/faq/"])
def test_request_of_more_fields_than_are_read_is_told_so(client: Client, page: str) -> None:
    fields = "&".join(f"a{number}=1" for number in range(1501))

    response = client.get(f"{page}?{fields}")

    assert response.status_code == 400
    assert '<html lang="fr">' in response.content.decode()


@pytest.mark.django_db
def test_csrf_failure_view_with_its_own_answer_gives_it(forgiving: Client) -> None:
    response = forgiving.post("/form/")

    assert (response.status_code, response.content) == (403, b"its own words")


@pytest.mark.django_db
def test_csrf_failure_keeps_what_was_typed_but_no_secret() -> None:
    request = RequestFactory().post(
        "/fr/newsletter/",
        {"email": "a@example.org", "password": "hush", "code": "123", "csrfmiddlewaretoken": "x"},
        headers={"origin": "http://testserver"},
    )

    assert retained_fields(request) == [("email", "a@example.org")]


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://testserver.evil"])
def test_csrf_failure_form_from_elsewhere_is_not_kept(origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}
    request = RequestFactory().post("/fr/newsletter/", {"email": "a@b.example"}, headers=headers)

    assert retained_fields(request) == []


@pytest.mark.django_db
def test_csrf_failure_without_a_matched_view_is_answered() -> None:
    request = RequestFactory().post("/nowhere/")
    request.resolver_match = None

    assert csrf_failure(request).status_code == 403
