from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from summit.accounts.models import User


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """These tests read the admin in English."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.SUMMIT_STAFF_MFA = False


@pytest.fixture
def organiser() -> User:
    return User.objects.create_superuser("organiser@example.org", "correct horse battery")


@pytest.fixture
def desk(organiser: User, client: Client) -> Client:
    client.force_login(organiser)
    return client
