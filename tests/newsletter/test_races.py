"""Two presses at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from summit.mail.models import OutgoingEmail
from summit.newsletter.models import Subscription
from tests.newsletter.factories import ask, make_newsletter

PRESSES = 8


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_request_many_at_once_make_one_row_and_one_mail() -> None:
    make_newsletter()
    together = Barrier(PRESSES)

    def press(_number: int) -> None:
        together.wait(timeout=10)
        try:
            ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as threads:
        list(threads.map(press, range(PRESSES)))

    assert (Subscription.objects.count(), OutgoingEmail.objects.count()) == (1, 1)
