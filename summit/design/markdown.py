"""Light Markdown of the content: paragraphs, lists, bold, links to pages, `##` where asked.

No HTML passes through. A link target is a page name (see SUMMIT_PAGE_ROUTES), never an address.
"""

from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.token import Token

from summit.design.typography import set_spaces


class UnknownPage(LookupError):
    """A text links to a page name that no route answers to."""


def resolve_page(name: str) -> str:
    """Address of page `name` in the active language. Raises UnknownPage."""
    try:
        return reverse(settings.SUMMIT_PAGE_ROUTES[name])
    except (KeyError, NoReverseMatch) as error:
        raise UnknownPage(name) from error


@cache
def _parser(*, headings: bool) -> MarkdownIt:
    rules = ["list", "emphasis", "balance_pairs", "link", "escape", "newline"]
    return MarkdownIt("zero", {"html": False}).enable(rules + (["heading"] if headings else []))


def _resolve_links(tokens: list[Token]) -> list[Token]:
    """The tokens with page names replaced; a link that leads nowhere keeps its words only."""
    kept, dead = [], 0
    for token in tokens:
        if token.type == "link_open":
            try:
                token.attrSet("href", resolve_page(str(token.attrs["href"])))
            except UnknownPage:
                if settings.SUMMIT_STRICT_LINKS:
                    raise
                dead += 1
                continue
        elif token.type == "link_close" and dead:
            dead -= 1
            continue
        kept.append(token)
    return kept


def render_markdown(text: str, *, headings: bool = False) -> SafeString:
    """HTML of `text` in the active language's typography. Raises UnknownPage when strict."""
    parser, language = _parser(headings=headings), get_language() or ""
    tokens = parser.parse(text)
    for block in tokens:
        if block.children:
            block.children = _resolve_links(block.children)
            for token in block.children:
                if token.type == "text":
                    token.content = set_spaces(token.content, language)
    return mark_safe(parser.renderer.render(tokens, parser.options, {}))  # noqa: S308 - HTML is off
