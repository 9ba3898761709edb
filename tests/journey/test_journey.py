"""The main job, as its three kinds of people live it, on the real programme.

A visitor reads the agenda, registers, receives the mail through a real worker and a real SMTP
server, follows its link and cancels; an organiser finds the registration. The pictures go to
SUMMIT_SCREENSHOTS, or to the folder of the run.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from registration.models import Registration
from summit.accounts.models import User
from summit.edition.loading import LoadReport
from summit.home.services import trial
from tests.services.browser import NewPage
from tests.services.calendars import read_with_both
from tests.services.environment import run_folder
from tests.services.smtp import SmtpServer
from tests.services.worker import WorkerProcess

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = django_settings.BASE_DIR / "summit" / "content"
PASSWORD = "un long mot de passe"
DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}
WORDS = {
    "fr": {"confirmed": "Votre inscription", "cancelled": "annul", "place": "Station F"},
    "en": {"confirmed": "Your registration", "cancelled": "cancelled", "place": "Station F"},
}
PARIS = ZoneInfo("Europe/Paris")
START = datetime(2025, 2, 11, 9, 0, tzinfo=PARIS)
END = datetime(2025, 2, 11, 18, 15, tzinfo=PARIS)


@pytest.fixture
def real_event(transactional_db: None, settings: Any) -> None:
    """The trial as `make run` shows it, with an organiser whose password is known."""
    settings.SUMMIT_FORM_MIN_SECONDS = 0
    trial.prepare_content(CONTENT, LoadReport(progress=lambda _line: None))
    trial.fill_legal_pages()
    trial.fill_addresses()
    trial.start_rehearsal()
    User.objects.create_superuser(trial.ORGANISER, PASSWORD)


@dataclass
class Album:
    """Names each picture after its page, device and language."""

    device: str
    language: str

    def take(self, page: Page, name: str, *, whole: bool = False) -> None:
        folder = Path(os.environ.get("SUMMIT_SCREENSHOTS") or run_folder() / "screenshots")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}-{self.device}-{self.language}.png"
        window = page.viewport_size
        if whole and window:
            # A window as high as the page, so that the bar at the bottom stands at its bottom.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": window["width"], "height": height})
        page.screenshot(path=path, animations="disabled")
        if whole and window:
            page.set_viewport_size(window)


def wait_for_mail(smtp_server: SmtpServer, page: Page, count: int) -> EmailMessage:
    """The `count`-th message that the worker delivered."""
    for _ in range(300):
        if len(smtp_server.received) >= count:
            return smtp_server.received[count - 1].message
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(smtp_server.received)} messages arrived, not {count}")


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def invitation_in(message: EmailMessage) -> bytes:
    """The invitation, after checking that the attachment is the same, byte for byte."""
    inline = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    attached = next(p for p in message.walk() if p.get_filename() == "invite.ics")
    raw = inline.get_payload(decode=True)
    assert isinstance(raw, bytes)
    assert attached.get_payload(decode=True) == raw
    return raw


def show_mail(page: Page, message: EmailMessage, site: str) -> None:
    """On a blank page: a mail program does not apply the site's policy to it."""
    part = message.get_body(("html",))
    assert part is not None
    # The worker wrote the address it knows the site by; the pictures come from this one.
    page.set_content(str(part.get_content()).replace("http://testserver", site))
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(
    ("device", "language"),
    [
        ("phone", "fr"),
        pytest.param("desktop", "en", marks=pytest.mark.long),
        pytest.param("phone", "en", marks=pytest.mark.long),
        pytest.param("desktop", "fr", marks=pytest.mark.long),
    ],
)
def test_visitor_registers_receives_the_invitation_and_cancels(
    device: str,
    language: str,
    real_event: None,
    celery_worker_process: WorkerProcess,
    smtp_server: SmtpServer,
    new_page: NewPage,
    axe: Callable[[Page], None],
    live_server: Any,
) -> None:
    album, words = Album(device, language), WORDS[language]
    page = new_page(**DEVICES[device], locale=f"{language}-{language.upper()}")

    page.goto(f"/{language}/")
    expect(page.locator("h1")).to_be_visible()
    album.take(page, "home")
    page.goto(f"/{language}/agenda/2025-02-11/")
    album.take(page, "agenda")
    page.locator(".session-row__title a").first.click()
    expect(page.locator("h1")).to_be_visible()
    album.take(page, "session")

    page.goto(f"/{language}/registration/")
    page.locator("input[name=way][value=in_person]").check()
    page.fill("#id_first_name", "Camille")
    page.fill("#id_last_name", "Lefèvre")
    page.fill("#id_email", "camille.lefevre@example.org")
    page.fill("#id_organisation", "Atelier Berthon")
    page.locator("#id_audience").select_option("entrepreneurs")
    album.take(page, "registration", whole=True)
    page.locator("[data-submit]").click()
    page.wait_for_url("**/registered/**")
    expect(page.locator("main")).to_contain_text("camille.lefevre@example.org")
    album.take(page, "result", whole=True)
    axe(page)

    message = wait_for_mail(smtp_server, page, 1)
    text = text_of(message)
    registration = Registration.objects.get()
    assert words["confirmed"] in text
    calendar = read_with_both(invitation_in(message))
    event = calendar.events[0]
    assert calendar.method == "REQUEST"
    assert (event.start.astimezone(PARIS), event.end.astimezone(PARIS)) == (START, END)
    assert (event.uid, event.location.split(",")[0]) == (
        str(registration.calendar_uid),
        words["place"],
    )
    mail_page = new_page(**DEVICES[device])
    show_mail(mail_page, message, live_server.url)
    album.take(mail_page, "mail", whole=True)

    link = re.search(rf"http://testserver(/{language}/registration/my/[^/]+/[^/]+/)\s", text)
    assert link
    page.goto(link[1])
    expect(page.locator("main")).to_contain_text("Camille Lefèvre")
    axe(page)
    album.take(page, "my-registration", whole=True)

    see_in_admin(new_page(**DEVICES[device]), album, language)

    page.locator('a[href$="/cancel/"]').click()
    page.locator("main form button.button--danger").click()
    cancellation = wait_for_mail(smtp_server, page, 2)
    cancelled = read_with_both(invitation_in(cancellation))
    assert (cancelled.method, cancelled.events[0].uid) == ("CANCEL", event.uid)
    assert words["cancelled"] in text_of(cancellation)
    assert Registration.objects.live().count() == 0


def see_in_admin(page: Page, album: Album, language: str) -> None:
    """The organiser finds the registration that was just made."""
    page.goto(f"/{language}/admin/")
    page.fill("#id_login", trial.ORGANISER)
    page.fill("#id_password", PASSWORD)
    page.locator("main form .button--primary").click()
    page.wait_for_url(f"**/{language}/admin/")
    album.take(page, "admin")
    page.goto(f"/{language}/admin/registration/registration/?q=berthon")
    expect(page.locator("#result_list")).to_contain_text("camille.lefevre@example.org")
    album.take(page, "admin-registrations")
