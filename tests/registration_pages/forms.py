"""What a browser does with a form: read its hidden fields, fill it in, send it."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

FORM = "/fr/registration/"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')

TYPED = {
    "way": "in_person",
    "first_name": "Camille",
    "last_name": "Lefèvre",
    "email": "camille@atelier-berthon.fr",
    "organisation": "Atelier Berthon",
    "organisation_type": "pme",
    "audience": "industry",
    "role": "Gérante",
    "country": "FR",
    "access_note": "Je viens avec un chien guide.",
    "access_consent": "on",
}


def hidden_fields(response: HttpResponse) -> dict[str, str]:
    return dict(HIDDEN.findall(response.content.decode()))


def fill(client: Client, path: str = FORM, **values: Any) -> dict[str, Any]:
    """A filled-in form, as the page that `client` sees asks for it."""
    return {**hidden_fields(client.get(path)), **TYPED, **values}


def send(client: Client, path: str = FORM, **values: Any) -> HttpResponse:
    return client.post(path, fill(client, path, **values))


def masked(response: HttpResponse) -> str:
    """The page without what is random in every one: tokens, stamps and keys."""
    return re.sub(
        r'name="(csrfmiddlewaretoken|stamp|press_key)" value="[^"]*"',
        r'name="\1"',
        response.content.decode(),
    )
