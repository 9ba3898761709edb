"""What a whole registration costs: three requests, then the mail."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.template import Template
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext

from agenda.models import OrganisationType
from registration.models import Place
from registration.models.registrations import Consent
from summit.edition import clock, snapshots
from summit.mail.models import EmailState, OutgoingEmail
from summit.mail.tasks import deliver
from tests.registration.factories import NOW, make_business_day
from tests.registration_pages.forms import FORM, TYPED, hidden_fields
from tests.services.smtp import SmtpServer

STATEMENTS = 16
PASSING = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK TO")


@pytest.fixture
def registration_open(
    transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow machine must not make what a process keeps look old."""
    settings.SUMMIT_FORM_MIN_SECONDS = 0
    monkeypatch.setattr(snapshots, "SECONDS", 600.0)
    OrganisationType.objects.create(slug="pme", name_fr="PME", name_en="SME")
    make_business_day()
    clock.set_rehearsal(NOW)


def register(client: Client, email: str) -> None:
    form = client.get(FORM)
    answer = client.post(FORM, {**TYPED, **hidden_fields(form), "email": email})
    assert client.get(answer.headers["Location"]).status_code == 200


def statements(queries: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in queries if not one["sql"].startswith(PASSING)]


@pytest.mark.usefixtures("registration_open")
def test_whole_registration_with_its_mail_costs_few_statements(
    client: Client, smtp_server: SmtpServer
) -> None:
    register(client, "first@example.org")
    deliver()

    with CaptureQueriesContext(connection) as asked:
        register(client, "second@example.org")
    with CaptureQueriesContext(connection) as sent:
        deliver()

    found = [*statements(asked), *statements(sent)]
    assert len(found) <= STATEMENTS, "\n".join(found)
    assert len(smtp_server.received) == 2
    assert OutgoingEmail.objects.filter(state=EmailState.SENT).count() == 2
    assert (Place.objects.count(), Consent.objects.count()) == (2, 2)
    assert LogEntry.objects.count() >= 2


@pytest.mark.usefixtures("registration_open")
def test_whole_registration_after_another_renders_no_template(client: Client) -> None:
    """Form, mail and result are kept as they were built for the first person."""
    register(client, "first@example.org")
    rendered: list[str] = []

    def note(template: Template, **_: Any) -> None:
        rendered.append(str(template.name))

    template_rendered.connect(note)
    register(client, "second@example.org")
    template_rendered.disconnect(note)

    assert rendered == []
    assert OutgoingEmail.objects.count() == 2


@pytest.mark.usefixtures("registration_open")
def test_form_and_its_answer_warm_run_no_statement(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.get(FORM)
    form = client.get(FORM)
    answer = client.post(FORM, {**TYPED, **hidden_fields(form)})
    client.get(answer.headers["Location"])

    with django_assert_num_queries(0):
        assert client.get(FORM).status_code == 200
        assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.usefixtures("registration_open")
def test_form_kept_gives_each_visitor_marks_of_their_own() -> None:
    one, other = (hidden_fields(Client().get(FORM)) for _ in range(2))

    assert one.keys() == other.keys() == {"csrfmiddlewaretoken", "stamp", "press_key"}
    assert one["csrfmiddlewaretoken"] != other["csrfmiddlewaretoken"]
    assert one["press_key"] != other["press_key"]
