"""A Celery task that sends one mail as Django does, with a connection of its own."""

import os

import django
from celery import Celery
from django.core.mail import EmailMultiAlternatives

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.least.settings"
django.setup()

app = Celery("least")
app.config_from_object("django.conf:settings", namespace="CELERY")


@app.task(ignore_result=True)
def send(subject: str, text: str, html: str, calendar: str, to: str) -> None:
    message = EmailMultiAlternatives(subject, text, "bench@example.org", [to])
    message.attach_alternative(html, "text/html")
    if calendar:
        message.attach_alternative(calendar, "text/calendar; method=REQUEST")
        message.attach("invite.ics", calendar.encode(), "application/ics")
    message.send()
