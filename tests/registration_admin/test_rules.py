"""Durations that organisers write: none so long, or so far back, that dates run out."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from registration.models import Broadcast, Reminder, Rules, Way
from tests.registration.factories import make_business_day

AGES = dt.timedelta(days=4_000_000)
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "name", "refused", "taken"),
    [
        (Rules, "offer_lifetime", [MINUTE, AGES], [30 * MINUTE, dt.timedelta(days=30)]),
        (Rules, "change_hold", [-MINUTE, AGES], [dt.timedelta(0), dt.timedelta(days=1)]),
        (Reminder, "before", [-MINUTE, AGES], [MINUTE, dt.timedelta(days=365)]),
        (Broadcast, "opens_before", [-MINUTE, AGES], [dt.timedelta(0), dt.timedelta(days=7)]),
    ],
)
def test_duration_out_of_bounds_is_refused_on_its_field(
    model: type[models.Model],
    name: str,
    refused: list[dt.timedelta],
    taken: list[dt.timedelta],
) -> None:
    others: dict[type[models.Model], dict[str, Any]] = {
        Reminder: {"slug": "eve", "way": Way.ONLINE, "subject": "Eve", "message": "Tomorrow."},
        Broadcast: {"quota": make_business_day()[Way.ONLINE]},
    }
    for value in taken:
        model(**others.get(model, {}), **{name: value}).full_clean()
    for value in refused:
        with pytest.raises(ValidationError) as error:
            model(**others.get(model, {}), **{name: value}).full_clean()
        assert list(error.value.message_dict) == [name]
