"""Entry points of Celery; both are safe to repeat."""

from celery import shared_task

from summit.mail import due_work, services
from summit.mail.delivery import KeptPostman

_postman = KeptPostman()


@shared_task(ignore_result=True)
def deliver(email_id: int) -> None:
    """Send one message now, over the connection of the mail before where it still stands."""
    services.deliver_email(email_id, _postman.get())


@shared_task(ignore_result=True)
def sweep() -> None:
    """Run everything that is due, left-over mail included."""
    due_work.run_due_work()
