"""What holds for every public page, whoever adds one."""

import pytest

from tests.pages.crawling import Page, crawl

LANGUAGES = ["fr", "en"]
LEAST_PAGES = 80


def answer_fault(page: Page) -> str | None:
    status = page.response.status_code
    return None if status == 200 else f"answers {status}, linked from {page.linked_from}"


def cookie_fault(page: Page) -> str | None:
    if page.response.cookies and not page.posts:
        return f"sets {', '.join(page.response.cookies)}"
    return None


def markup_fault(page: Page) -> str | None:
    """Public pages are the same bytes for everyone; a token comes with a form that posts."""
    inline = {name for name in page.inline if not (name == "form token" and page.posts)}
    return f"holds {', '.join(sorted(inline))}" if inline else None


def policy_fault(page: Page) -> str | None:
    policy = page.response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "nonce" in policy:
        return f"has the policy {policy!r}"
    return None


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.long)])
def test_public_pages_reached_from_home_answer_and_keep_to_the_rules(
    trial: None, language: str
) -> None:
    pages = crawl(language)

    faults = [
        f"{page.path}: {fault}"
        for page in pages
        for find in (answer_fault, cookie_fault, markup_fault, policy_fault)
        if (fault := find(page))
    ]
    assert faults == []
    assert [page.path for page in pages if page.is_html and page.language != language] == []
    assert len(pages) >= LEAST_PAGES


def test_public_pages_are_the_same_in_both_languages(trial: None) -> None:
    french, english = ({page.path[3:] for page in crawl(language)} for language in LANGUAGES)

    assert french ^ english == set()
