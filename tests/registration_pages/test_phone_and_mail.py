"""A whole registration on a phone, its mails through a real worker and a real SMTP server."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from agenda.models import Session
from registration.models import Booking, Place, Quota, Registration
from summit import ics
from tests.journey.test_journey import text_of, wait_for_mail
from tests.registration.factories import make_sessions
from tests.registration_calendar.clients import CalendarClient
from tests.registration_pages.test_phone import PHONE, Look, look
from tests.services.browser import NewPage
from tests.services.smtp import SmtpServer
from tests.services.worker import WorkerProcess

__all__ = ["look"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

MINE = re.compile(rf"{settings.SITE_URL}(/fr/registration/my/[^/]+/[^/]+/)\s")


class Mailbox:
    """The person's: each message in turn, and the calendar that reads along."""

    def __init__(self, server: SmtpServer, page: Page) -> None:
        self.server, self.page, self.read = server, page, 0
        self.calendar = CalendarClient()

    def next(self) -> str:
        """Text of the next message, once the worker has delivered it."""
        self.read += 1
        message = wait_for_mail(self.server, self.page, self.read)
        assert message["To"].endswith("<camille@example.org>")
        for part in message.walk():
            if part.get_content_type() in ("text/calendar", "application/ics"):
                for raw in ics.split_objects(part.get_payload(decode=True)):
                    self.calendar.take(raw)
        return text_of(message)

    @property
    def shown(self) -> dict[str, str]:
        """Where each entry of the calendar takes place, by UID."""
        return {uid: entry.location for uid, entry in self.calendar.entries.items()}


def register(page: Page) -> None:
    page.goto("/fr/registration/")
    page.get_by_text("Sur place", exact=True).first.tap()
    page.fill("#id_first_name", "Camille")
    page.fill("#id_last_name", "Martin")
    page.fill("#id_email", "camille@example.org")
    page.fill("#id_organisation", "Atelier Martin")
    page.locator("#id_audience").select_option("industry")
    page.locator("[data-submit]").tap()
    page.wait_for_url("**/registered/**")


def test_registration_lives_on_a_phone_and_in_a_calendar(
    new_page: NewPage,
    day: dict[str, Quota],
    look: Look,
    celery_worker_process: WorkerProcess,
    smtp_server: SmtpServer,
) -> None:
    (session,) = make_sessions(1)
    page = new_page(**PHONE)
    mailbox = Mailbox(smtp_server, page)

    register(page)
    link = MINE.search(mailbox.next())
    mine = Registration.objects.get()
    assert link
    assert list(mailbox.shown) == [str(mine.calendar_uid)]
    page.goto(link[1])
    look(page, "votre place est réservée")

    book_seat(page, session)
    look(page, "Mes sessions")
    assert session.title_fr in mailbox.next()
    seat = Booking.objects.get()
    assert set(mailbox.shown) == {str(mine.calendar_uid), str(seat.calendar_uid)}

    page.goto(link[1])
    page.get_by_role("link", name="Passer en ligne").tap()
    look(page, "Suivre plutôt en ligne")
    page.get_by_role("button", name="Suivre en ligne").tap()
    look(page, "votre inscription en ligne")
    assert session.title_fr in mailbox.next()
    assert list(mailbox.shown) == [str(mine.calendar_uid)]
    assert mailbox.shown[str(mine.calendar_uid)].startswith("En ligne")

    page.get_by_role("link", name="Annuler mon inscription").tap()
    page.get_by_role("button", name="Oui, annuler mon inscription").tap()
    look(page, "annulée")
    assert "annulée" in mailbox.next()
    assert mailbox.shown == {}
    assert (Place.objects.held().count(), len(smtp_server.received)) == (0, 4)


def book_seat(page: Page, session: Session) -> None:
    page.get_by_role("link", name="Réserver des sessions").tap()
    page.get_by_role("button", name=f"Réserver {session.title_fr}").tap()
    expect(page.get_by_role("status")).to_contain_text("Votre place est réservée.")
