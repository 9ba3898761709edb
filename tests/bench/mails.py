"""The same confirmation, many times: through the site's task and through a bare one."""

from itertools import count

from celery import Celery
from django.conf import settings

from summit.mail.messages import fill
from summit.mail.models import OutgoingEmail, new_message_id
from summit.mail.wake import wake_worker

_numbers = count(1)


def _model() -> OutgoingEmail:
    return OutgoingEmail.objects.filter(kind__startswith="registration_confirmed").earliest("pk")


def ask_least(times: int) -> None:
    email = _model()
    addresses = {
        placeholder: link.url(email.language)
        for placeholder, link in email.personal_links().items()
    }
    texts = [fill(text, addresses) for text in (email.text_body, email.html_body, email.calendar)]
    broker = settings.REDIS_URL.removesuffix("/0") + "/1"
    # Never the current one: the site's own tasks would go to its queue.
    with Celery("least", broker=broker, set_as_current=False) as app:
        for _ in range(times):
            to = f"mail-{next(_numbers)}@example.org"
            app.send_task("tests.bench.least.worker.send", (email.subject, *texts, to))


def write_rows(times: int) -> None:
    """As many confirmations in the outbox; writing them is the registration's work."""
    email = _model()
    numbers = [next(_numbers) for _ in range(times)]
    values = {
        field.attname: getattr(email, field.attname)
        for field in OutgoingEmail._meta.concrete_fields
        if field.attname not in {"id", "state", "attempts", "sent_at", "lease_until"}
    }
    OutgoingEmail.objects.bulk_create(
        OutgoingEmail(
            **values
            | {
                "dedupe_key": f"bench:{number}",
                "message_id": new_message_id(),
                "to": f"mail-{number}@example.org",
            }
        )
        for number in numbers
    )


def ask_site(times: int) -> None:
    """Wake a worker for each, as the commits that write them do."""
    for _ in range(times):
        wake_worker()
