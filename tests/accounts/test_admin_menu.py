"""The side menu of the admin."""

from typing import Any

from django.test import Client
from django.urls import reverse

from summit.accounts.admin_navigation import SECTIONS, sections_of
from summit.accounts.models import User


def app(label: str, *models: str) -> dict[str, Any]:
    return {
        "app_label": label,
        "models": [
            {"object_name": name, "name": name, "admin_url": f"/admin/{label}/{name.lower()}/"}
            for name in models
        ],
    }


def test_menu_leaves_out_what_one_may_not_see() -> None:
    sections = sections_of([app("agenda", "Session")], "/admin/")

    assert [[item.name for item in section.items] for section in sections] == [["Session"]]


def test_model_that_no_section_names_stands_folded_at_the_end() -> None:
    sections = sections_of([app("agenda", "Track", "Session")], "/admin/")

    assert [item.name for item in sections[-1].items] == ["Track"]
    assert not sections[-1].is_open


def test_section_of_the_page_shown_is_open_and_its_item_current() -> None:
    sections = sections_of([app("agenda", "Track")], "/admin/agenda/track/3/change/")

    assert sections[-1].is_open
    assert sections[-1].items[0].is_current


def test_no_model_stands_in_two_sections() -> None:
    labels = [label for _name, models in SECTIONS for label in models]

    assert len(labels) == len(set(labels))


def test_every_page_of_the_admin_has_the_menu_once(client: Client, db: None) -> None:
    client.force_login(User.objects.create_superuser("boss@example.org", "long-enough-password"))
    addresses = [
        reverse("admin:index"),
        reverse("admin:agenda_session_changelist"),
        reverse("admin:agenda_session_add"),
        reverse("admin:app_list", args=["agenda"]),
    ]

    pages = [client.get(address).content.decode() for address in addresses]

    assert [page.count('class="menu"') for page in pages] == [1, 1, 1, 1]
    assert [page.count('aria-current="page"') for page in pages] == [1, 1, 1, 0]
