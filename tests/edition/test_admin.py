"""The organiser's form of the edition: a slip there must not take the site down."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from summit.accounts.models import User
from summit.edition.models import Edition
from tests.registration.factories import make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def send(client: Client, edition: Edition, **values: str) -> Any:
    """The form as it stands, with `values` typed over it."""
    client.force_login(User.objects.create_superuser("boss@example.org", "long-enough-password"))
    path = reverse("admin:edition_edition_change", args=[edition.pk])
    form = client.get(path).context["adminform"].form
    filled: dict[str, str] = {}
    for field in form:
        data = field.field.widget.get_context(field.html_name, field.value(), {})["widget"]
        for part in data.get("subwidgets") or [data]:
            value = part.get("value")
            value = value[0] if isinstance(value, list) and value else value
            if part.get("type") == "checkbox" and not part["attrs"].get("checked"):
                continue
            filled[part["name"]] = "" if value in (None, []) else str(value)
    return client.post(path, {**filled, **values})


def test_form_sent_as_it_stands_changes_nothing(client: Client, edition: Edition) -> None:
    response = send(client, edition)

    assert response.status_code == 302
    assert Edition.objects.get().timezone == "Europe/Paris"


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "Europe", "../../etc/passwd", "CEST", "America/Montreal", "UTC"]
)
def test_time_zone_that_is_unknown_or_not_the_one_of_the_pages_is_refused_with_words(
    client: Client, edition: Edition, zone: str
) -> None:
    response = send(client, edition, timezone=zone)

    errors = response.context["adminform"].form.errors
    assert list(errors) == ["timezone"]
    assert Edition.objects.get().timezone == "Europe/Paris"


def test_rehearsal_moment_where_rehearsals_are_off_is_refused_with_words(
    client: Client, edition: Edition, settings: Any
) -> None:
    settings.SUMMIT_REHEARSAL = False

    response = send(client, edition, rehearsal_moment_0="2025-01-20", rehearsal_moment_1="09:00:00")

    assert response.status_code == 200
    assert response.context["adminform"].form.non_field_errors()
    assert not Edition.objects.get().clock_offset
