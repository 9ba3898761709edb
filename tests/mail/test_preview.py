"""The preview in a real browser: looks like the mail, runs nothing, leads nowhere."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.mail.factories import enqueue, make_edition, make_link, make_organiser

pytestmark = pytest.mark.django_db(transaction=True)

HOSTILE = "<img src=x onerror=alert(1)><script>document.title='run'</script>"


def open_as_organiser(page: Page, live_server: Any, path: str) -> None:
    client = Client()
    client.force_login(make_organiser("mail.view_outgoingemail", "mail.send_again"))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(path)


def test_preview_shows_the_mail_with_its_picture_and_runs_nothing(
    page: Page, live_server: Any
) -> None:
    make_edition()
    email = enqueue(
        context={"first_name": HOSTILE, "what": "billet"}, links={"manage_url": make_link()}
    )
    pictures: list[int] = []
    page.on(
        "response",
        lambda response: pictures.append(response.status) if ".png" in response.url else None,
    )

    open_as_organiser(page, live_server, email.get_absolute_url())

    frame = page.frame_locator("iframe")
    page.locator("iframe").scroll_into_view_if_needed()
    expect(frame.get_by_role("heading", level=1)).to_have_text(f"Bonjour {HOSTILE}")
    expect(frame.get_by_text("Station F")).to_be_visible()
    assert pictures == [200]
    assert "run" not in page.title()
    assert frame.get_by_role("link", name="Ouvrir").get_attribute("href") == "#"


def test_preview_on_its_own_is_a_sandbox(page: Page, live_server: Any) -> None:
    make_edition()
    email = enqueue()

    open_as_organiser(
        page, live_server, reverse("admin:mail_outgoingemail_preview", args=[email.pk])
    )

    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Ada")
    assert page.evaluate("self.origin") == "null"


def test_send_again_button_leads_to_the_new_mail(page: Page, live_server: Any) -> None:
    make_edition()
    email = enqueue()
    type(email).objects.update(state="sent")

    open_as_organiser(page, live_server, email.get_absolute_url())
    page.get_by_role("button", name="Renvoyer").click()

    expect(page.get_by_text("Le message repart.")).to_be_visible()
    assert page.url.endswith(email.resends.get().get_absolute_url())
