import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from summit.design.markdown import UnknownPage, render_markdown, resolve_page

N = "\u202f"


def test_markdown_paragraphs_lists_and_bold_are_rendered_with_french_spaces() -> None:
    with translation.override("fr"):
        html = render_markdown("Deux **modes** :\n\n- sur place ;\n- en ligne.")
    assert html == (
        f"<p>Deux <strong>modes</strong>{N}:</p>\n<ul>\n<li>sur place{N};</li>\n"
        "<li>en ligne.</li>\n</ul>\n"
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_markdown_link_leads_to_the_page_in_the_active_language(language: str) -> None:
    with translation.override(language):
        html = render_markdown("Voir l’[agenda](agenda).")
        assert html == f'<p>Voir l’<a href="{reverse("agenda:day_list")}">agenda</a>.</p>\n'
        assert f'"/{language}/' in html


@pytest.mark.parametrize(
    "target", ["nowhere", "https://example.org", "javascript:alert(1)", "//example.org"]
)
def test_markdown_link_that_is_no_page_keeps_its_words_only(target: str) -> None:
    with override_settings(SUMMIT_STRICT_LINKS=False):
        html = render_markdown(f"Voir [ceci]({target}).")
    assert "<a" not in html
    assert "ceci" in html


def test_markdown_link_that_is_no_page_is_refused_when_strict() -> None:
    with override_settings(SUMMIT_STRICT_LINKS=True), pytest.raises(UnknownPage):
        render_markdown("[ceci](nowhere)")


def test_markdown_lets_no_html_through() -> None:
    html = render_markdown("<script>alert(1)</script> & <b>x</b>")
    assert html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;x&lt;/b&gt;</p>\n"


def test_markdown_headings_are_rendered_only_where_asked() -> None:
    assert render_markdown("## Vos droits", headings=True) == "<h2>Vos droits</h2>\n"
    assert render_markdown("## Vos droits") == "<p>## Vos droits</p>\n"


def test_every_page_name_has_a_route(settings) -> None:
    paths = [resolve_page(name) for name in settings.SUMMIT_PAGE_ROUTES]
    assert len(paths) == len(set(paths)) == len(settings.SUMMIT_PAGE_ROUTES)
