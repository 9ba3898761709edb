"""Entry points of Celery; both are safe to repeat."""

import time

from celery import shared_task

from summit.mail import due_work, services, wake
from summit.mail.delivery import KeptPostman

_postman = KeptPostman()


@shared_task(ignore_result=True)
def deliver() -> None:
    """Send what is due now, over the connection of the mails before where it still stands.

    What is written in the same moment leaves together: in a rush, a task for each mail would cost
    more than the mail.
    """
    wake.note_awake()
    time.sleep(wake.MOMENT)
    services.deliver_due_emails(_postman.get())


@shared_task(ignore_result=True)
def sweep() -> None:
    """Run everything that is due, left-over mail included."""
    due_work.run_due_work()
