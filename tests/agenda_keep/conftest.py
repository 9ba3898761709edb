"""The real programme, released, and people who signed in."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from agenda.models import Session
from agenda.services.releases import publish_release
from summit.accounts.models import User
from summit.edition import snapshots
from tests.agenda import factories
from tests.agenda_pages.conftest import (  # noqa: F401 - fixtures
    _real_content,
    change,
    programme,
    released,
)

URL = "/en/agenda/mine/stars/"


def sign_in(client: Client, email: str = "camille@example.org") -> User:
    user = User.objects.create_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    client.force_login(user)
    return user


@pytest.fixture
def sessions(db: None, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of published sessions that are rows as well, as stars point to them."""
    monkeypatch.setattr(snapshots, "SECONDS", 600.0)
    factories.load()
    factories.add_sessions(3)
    publish_release(note="", actor=None)
    return list(Session.objects.order_by("pk").values_list("pk", flat=True))
