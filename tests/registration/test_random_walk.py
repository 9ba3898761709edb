"""Whatever people and the desk do, in any order: the promises of `promises.py` are kept."""

from collections import Counter

import pytest
from django.db import transaction

from summit.edition.snapshots import forget_all
from tests.registration.walker import Walk

pytestmark = pytest.mark.django_db

REACHED = {
    *("registered", "registered_again", "moved", "cancelled", "offered", "joined_queue"),
    *("seat_booked", "seat_cancelled", "passed on", "erased", "REQUEST", "CANCEL"),
}
"""A walk that never gets anywhere proves nothing."""


def test_random_walk_keeps_every_promise() -> None:
    walk = Walk(308)

    walk.go(40)

    assert {"passed on", "erased", "REQUEST", "CANCEL"} <= walk.promises.seen.keys()


@pytest.mark.long
def test_many_random_walks_keep_every_promise() -> None:
    seen: Counter[str] = Counter()
    for seed in range(100, 108):
        with transaction.atomic():
            walk = Walk(seed)
            walk.go(100)
            seen.update(walk.promises.seen)
            transaction.set_rollback(True)
        forget_all()

    assert not REACHED - seen.keys()
