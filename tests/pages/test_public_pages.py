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


def structure_fault(page: Page) -> str | None:
    return f"holds {', '.join(sorted(set(page.unsound)))}" if page.unsound else None


def policy_fault(page: Page) -> str | None:
    policy = page.response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "nonce" in policy:
        return f"has the policy {policy!r}"
    return None


@pytest.mark.parametrize(
    "languages", [LANGUAGES[:1], pytest.param(LANGUAGES, marks=pytest.mark.long)]
)
def test_public_pages_reached_from_home_keep_to_the_rules_and_are_the_same_in_each_language(
    trial: None, languages: list[str]
) -> None:
    crawled = {language: crawl(language) for language in languages}

    faults = [
        f"{page.path}: {fault}"
        for pages in crawled.values()
        for page in pages
        for find in (answer_fault, cookie_fault, markup_fault, structure_fault, policy_fault)
        if (fault := find(page))
    ]
    assert faults == []
    for language, pages in crawled.items():
        assert [page.path for page in pages if page.is_html and page.language != language] == []
        assert len(pages) >= LEAST_PAGES
    french, *others = ({page.path[3:] for page in pages} for pages in crawled.values())
    assert [french ^ other for other in others] == [set() for _other in others]
