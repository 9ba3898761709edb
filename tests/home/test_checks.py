from typing import Any

import pytest

from summit.home.checks import page_names_have_routes
from summit.home.pages import LABELS


def test_page_names_of_this_site_have_routes_and_words(settings: Any) -> None:
    assert page_names_have_routes() == []
    assert set(LABELS) == set(settings.SUMMIT_PAGE_ROUTES)


@pytest.mark.parametrize("route", ["home:nowhere", "faq:show_question", ""])
def test_page_name_without_a_route_is_an_error(settings: Any, route: str) -> None:
    settings.SUMMIT_PAGE_ROUTES = {"home": "home:home", "lost": route}

    messages = page_names_have_routes()

    assert [message.id for message in messages] == ["summit.E010"]
    assert "'lost'" in messages[0].msg
