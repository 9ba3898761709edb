"""Two at the desk have the same page open: what one saved is not taken back by the other."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registration.models import Broadcast, Quota, Reminder, Rules, Seats, Way
from summit.accounts.models import User
from tests.agenda.admin_forms import form_of
from tests.registration_calendar.factories import make_programme

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def boss(client: Client, settings: Any) -> Client:
    settings.SUMMIT_STAFF_MFA = False
    client.force_login(User.objects.create_superuser("boss@example.org", None))
    make_programme()
    Rules.objects.create()
    Broadcast.objects.create(quota=Quota.objects.get(way=Way.ONLINE))
    Reminder.objects.create(slug="eve", way=Way.ONLINE, before=HOUR, subject="À demain")
    return client


@pytest.mark.parametrize(
    ("model", "theirs", "mine"),
    [
        (Quota, {"capacity": 7}, {"name_en": "Mine"}),
        (Seats, {"capacity": 7}, {"opens_at_0": "2025-01-02", "opens_at_1": "10:00:00"}),
        (Rules, {"offer_lifetime": 3 * HOUR}, {"letter_signatory": "Mine"}),
        (Reminder, {"before": 2 * HOUR}, {"subject_fr": "Mine"}),
        (Broadcast, {"stream_url": "https://theirs.example/"}, {"opens_before": "00:45:00"}),
    ],
)
def test_what_the_other_saved_stays(
    boss: Client, model: Any, theirs: dict[str, Any], mine: dict[str, str]
) -> None:
    row = model.objects.first()
    address = reverse(f"admin:registration_{model._meta.model_name}_change", args=[row.pk])
    opened = form_of(boss, address)
    model.objects.filter(pk=row.pk).update(**theirs)

    answer = boss.post(address, {**opened, **mine})

    assert answer.status_code == 302, answer.context["errors"]
    assert model.objects.filter(pk=row.pk).values(*theirs).get() == theirs
    name = next(iter(mine)).removesuffix("_0")
    assert getattr(model.objects.get(pk=row.pk), name) != getattr(row, name)
