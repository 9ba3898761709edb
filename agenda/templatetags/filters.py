"""The values of a filter as checkboxes with what each of them leaves."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from agenda.filters import Facet, Option
from agenda.stencils import escaped, fill
from summit.design.templatetags.design import theme_mark
from summit.design.typography import set_spaces

register = template.Library()

FILTER = "agenda/_filter.html"


@register.simple_tag
def filter_options(facet: Facet) -> SafeString:
    """{% filter_options facet %}: every value that may be chosen."""
    language = get_language() or ""
    options = (filter_values(facet.name, one, language) for one in facet.options)
    return SafeString("".join(fill(FILTER, values, language) for values in options))


def filter_values(name: str, option: Option, language: str) -> dict[str, object]:
    count = {"count": option.count}
    return {
        "name": name,
        "value": escaped(option.value),
        "selected": option.selected,
        "theme": theme_mark(option.theme, full=True) if option.theme else "",
        "label": "" if option.theme else escaped(set_spaces(str(option.label), language)),
        "count": str(option.count),
        "sessions": ngettext("%(count)s session", "%(count)s sessions", option.count) % count,
    }
