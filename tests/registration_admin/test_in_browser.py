"""The organiser's side in a browser: by keyboard alone, read aloud, in small windows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from registration.admin.actions import ACTIONS
from registration.models import Place, Quota, Registration, Way
from registration.services.deciding import carry_out_decisions
from summit.accounts.models import User
from summit.edition import clock
from summit.edition.snapshots import forget_all
from tests.registration.factories import (
    NOW,
    book,
    make_business_day,
    make_registration,
    make_sessions,
)
from tests.services.browser import NewPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_admin(new_page: NewPage, settings: Any, live_server: Any) -> Callable[..., Page]:
    settings.SUMMIT_STAFF_MFA = False

    def open_signed_in(**options: Any) -> Page:
        signed_in = Client()
        signed_in.force_login(User.objects.create_superuser("o@example.org", None))
        page = new_page(**{"viewport": {"width": 1440, "height": 900}, **options})
        cookie = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page.goto("/fr/admin/")
        return page

    return open_signed_in


@pytest.fixture
def people() -> list[Registration]:
    """One who has the place in person and a seat, one who waits for both."""
    make_business_day(in_person=1)
    clock.set_rehearsal(NOW)
    (session,) = make_sessions(1)
    holder = make_registration("holder@example.org", last_name="Costa")
    book(holder, session)
    return [holder, make_registration("w@example.org", last_name="Haddad", wait_in_person=True)]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until a link or button of this name has the focus."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"{name} is not reached by Tab")


def test_somebody_is_found_and_let_in_by_keyboard_alone(
    open_admin: Callable[..., Page], people: list[Registration], axe: Callable[[Page], None]
) -> None:
    # axe itself writes style attributes into some pages while it measures them.
    page = open_admin(bypass_csp=True)
    axe(page)
    page.keyboard.press("/")
    page.keyboard.type("Haddad")
    page.keyboard.press("Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    tab_to(page, "Camille Haddad")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Camille Haddad")
    axe(page)

    tab_to(page, "Confirmer sur place depuis la liste d’attente")
    page.keyboard.press("Enter")
    page.get_by_label("Motif").focus()
    page.keyboard.type("Invitée")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Place.objects.confirmed().filter(quota__way=Way.IN_PERSON).count() == 2


@pytest.mark.long
def test_page_of_decisions_follows_the_work_by_itself(
    open_admin: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    make_business_day()
    clock.set_rehearsal(NOW)
    Quota.objects.filter(way=Way.IN_PERSON).update(requires_approval=True)
    forget_all()
    make_registration("asks@example.org")
    page = open_admin(bypass_csp=True)
    page.goto(reverse("admin:registration_pendingplace_changelist"))
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("approve_selected")
    page.locator("button[name=index]").click()
    expect(page.get_by_role("status")).to_contain_text("0 ligne faite sur 1")
    axe(page)

    carry_out_decisions()

    expect(page.get_by_role("status")).to_contain_text("Terminé")
    expect(page.locator("progress")).to_have_count(0)


def addresses() -> list[str]:
    """Every list, form and form to add of the admin, of the newest row of each kind."""
    found = ["/fr/admin/"]
    for model, pages in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        row = pages.model._default_manager.order_by("-pk").first()
        if row is not None:
            found.append(reverse(f"{name}_change", args=[row.pk]))
    return found


def desk_addresses(people: list[Registration]) -> list[str]:
    return [
        reverse(f"admin:registration_registration_{name}", args=[person.pk])
        for name in ACTIONS
        for person in people
    ]


# Fields, buttons and frames that end beyond the window where nothing scrolls.
CUT = """() => [...document.querySelectorAll(
    "main :is(input:not([type=hidden]), select, textarea, button, iframe, a.button)")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth)
  .filter((one) => {
    while ((one = one.parentElement))
      if (["auto", "scroll"].includes(getComputedStyle(one).overflowX)) return false;
    return true;
  })
  .map((one) => one.outerHTML.slice(0, 120))"""


def test_forms_fit_a_phone(open_admin: Callable[..., Page], people: list[Registration]) -> None:
    page = open_admin(viewport={"width": 360, "height": 740})
    quota = Quota.objects.get(way=Way.IN_PERSON)

    for address in ("registration/add/", f"quota/{quota.pk}/change/"):
        page.goto(f"/fr/admin/registration/{address}")
        assert page.evaluate(CUT) == [], address

    # French and English stand close, one below the other.
    tops = [
        page.evaluate(f"id_name_{language}.getBoundingClientRect().top")
        for language in ("fr", "en")
    ]
    assert 0 < tops[1] - tops[0] < 150


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (768, "dark")])
def test_every_page_of_the_admin_fits_and_is_clean_for_axe(
    open_admin: Callable[..., Page],
    people: list[Registration],
    axe: Callable[[Page], None],
    width: int,
    scheme: str,
) -> None:
    page = open_admin(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    with override("fr"):
        pages = [*addresses(), *desk_addresses(people)]
    seen = 0
    for address in pages:
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            continue
        seen += 1
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert page.evaluate(CUT) == [], address
    assert seen > 80
