import pytest
from django.utils.safestring import mark_safe

from faq.search import read_query
from faq.templatetags.faq_tags import mark_words


@pytest.mark.parametrize(
    ("html", "query", "expected"),
    [
        ("La place", "place", "La <mark>place</mark>"),
        ("Déplacer", "place", "Déplacer"),
        ("Les PLACES", "place", "Les <mark>PLACES</mark>"),
        ("L’été", "ete", "L’<mark>été</mark>"),
        ("Cœur à cœur", "coeur", "<mark>Cœur</mark> à <mark>cœur</mark>"),
        ('<a href="/place/">ici</a>', "place", '<a href="/place/">ici</a>'),
        ("R&amp;D", "amp", "R&amp;D"),
        ("rien", "", "rien"),
    ],
)
def test_mark_words_trusted_html_marks_whole_words_outside_tags(
    html: str, query: str, expected: str
) -> None:
    assert mark_words(mark_safe(html), read_query(query)) == expected


@pytest.mark.parametrize("query", ["", "script"])
def test_mark_words_plain_text_is_escaped(query: str) -> None:
    marked = mark_words("<script>alert(1)</script>", read_query(query))

    assert "<script" not in marked
    assert "&lt;" in marked
