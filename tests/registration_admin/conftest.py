from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from summit.accounts.models import User
from summit.home.services.groups import DESK, ensure_groups


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    """A member of the registration desk, with no more rights than that."""
    ensure_groups()
    user = User.objects.create_user("desk@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name=DESK))
    client.force_login(user)
    return client
