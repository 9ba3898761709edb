"""Ordering as an organiser does it: by keyboard, by mouse, without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from summit.accounts.models import User
from tests.faq.test_ordering import make_questions, order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_list(
    new_page: Callable[..., Page], settings: Any, live_server: Any
) -> Callable[..., Page]:
    settings.SUMMIT_STAFF_MFA = False

    def open_signed_in(**options: Any) -> Page:
        signed_in = Client()
        signed_in.force_login(User.objects.create_superuser("o@example.org", "a long password"))
        page = new_page(**options)
        cookie = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        with override("en"):
            page.goto(reverse("admin:faq_question_changelist"))
        return page

    return open_signed_in


def shown(page: Page) -> str:
    return "".join(page.locator("#result_list .field-question_fr").all_inner_texts())


def test_arrow_pressed_again_and_again_carries_the_question_and_what_else_was_typed(
    open_list: Callable[..., Page],
) -> None:
    make_questions()
    page = open_list()
    typed = page.locator("[name^=form-][name$=home_order]").first
    typed.fill("3")
    page.get_by_role("button", name="Move down: a", exact=True).focus()

    for place in (2, 3, 4):
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text(f"“a” now stands at place {place} of 4.")

    assert (order(), shown(page)) == ("bcda", "bcda")
    expect(page.get_by_role("button", name="Move up: a", exact=True)).to_be_focused()
    expect(typed).to_have_value("")
    expect(page.locator("[name^=form-][name$=home_order]").last).to_have_value("3")


@pytest.mark.long
def test_list_with_arrows_is_clean_for_axe(
    open_list: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    make_questions()
    # axe itself writes style attributes into the page while it measures this table.
    axe(open_list(bypass_csp=True))


def test_handle_dragged_puts_the_question_where_it_is_dropped(
    open_list: Callable[..., Page],
) -> None:
    make_questions()
    page = open_list()
    handles = page.locator(".moves__handle")

    handles.nth(3).drag_to(handles.nth(1), target_position={"x": 5, "y": 2})

    expect(page.get_by_role("status")).to_contain_text("“d” now stands at place 2 of 4.")
    assert (order(), shown(page)) == ("adbc", "adbc")


def test_arrow_works_without_javascript(open_list: Callable[..., Page]) -> None:
    make_questions()
    page = open_list(java_script_enabled=False)

    page.get_by_role("button", name="Move up: c", exact=True).press("Enter")

    expect(page.get_by_text("“c” now stands at place 2 of 4.")).to_be_visible()
    assert (order(), shown(page)) == ("acbd", "acbd")
    expect(page.locator(".moves__handle").first).to_be_hidden()
