"""Answers while one types: the words of the server, without a new page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.faq.factories import make_question

pytestmark = pytest.mark.django_db(transaction=True)


def test_answers_follow_the_typing_and_the_address_holds_the_words(
    page: Page, axe: Callable[[Page], None]
) -> None:
    make_question("badge", question_fr="Où retirer mon badge ?", question_en="Where is my badge?")
    make_question("repas", question_fr="Que mange-t-on ?", question_en="What is there to eat?")
    page.goto("/fr/faq/")
    field = page.get_by_role("searchbox")
    field.press_sequentially("badg")

    expect(page.locator(".accordion")).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("1 réponse sur 2")
    expect(field).to_be_focused()
    axe(page)
    assert page.url.endswith("/fr/faq/?q=badg")
    assert page.locator(".tool[hreflang=en]").first.get_attribute("href") == "/en/faq/?q=badg"

    field.fill("zzz")
    expect(page.get_by_role("heading", name="Aucune réponse ne contient ces mots")).to_be_visible()
    expect(page.get_by_role("navigation", name="Catégories")).to_have_count(0)
    field.fill("")
    expect(page.locator(".accordion")).to_have_count(2)
    page.wait_for_url("**/fr/faq/")
