"""A row of the outbox without the business event that would write it."""

import itertools
from typing import Any

from summit.mail.models import OutgoingEmail

_numbers = itertools.count(1)


def make_email(**values: Any) -> OutgoingEmail:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "kind": "note",
        "dedupe_key": f"note:{number}",
        "to": f"person{number}@example.org",
        "from_email": "programme@example.org",
        "language": "fr",
        "subject": "Bonjour",
        "text_body": "Bonjour",
    }
    return OutgoingEmail.objects.create(**{**defaults, **values})
