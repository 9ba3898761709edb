"""Entry points of Celery; both are safe to repeat."""

from celery import shared_task

from summit.mail import due_work, services, wake
from summit.mail.delivery import KeptPostman

_postman = KeptPostman()


@shared_task(ignore_result=True)
def deliver() -> None:
    """Send what is due now, over the connection of the mails before where it still stands."""
    wake.note_awake()
    services.deliver_due_emails(_postman.get())


@shared_task(ignore_result=True)
def sweep() -> None:
    """Run everything that is due, left-over mail included."""
    due_work.run_due_work()
