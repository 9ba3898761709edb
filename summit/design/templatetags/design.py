"""Tags and filters of the design system; every template has them (see TEMPLATES builtins)."""

import datetime as dt
import re
import secrets
from functools import lru_cache
from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import conditional_escape, escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from summit.design import dates, motif
from summit.design.icons import draw_icon
from summit.design.markdown import UnknownPage, render_markdown, resolve_page
from summit.design.themes import find_mark
from summit.design.typography import set_spaces

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", **attributes: str) -> SafeString:
    """{% icon "ticket" %}, {% icon "star" class="icon--lg" %}, {% icon "x" label="Close" %}"""
    return draw_icon(name, attributes.get("class", ""), label)


@register.simple_tag
def sign(width: int = 50) -> SafeString:
    return motif.draw_sign(width)


@register.simple_tag
def nave(variant: str, today: int | None = None, first_day: int | None = None) -> SafeString:
    """The motif. `hero` and `during` come with the small drawing that replaces them on phones."""
    drawing = motif.draw_nave(variant, today, first_day)
    if variant in {"hero", "during"}:
        return drawing + motif.draw_nave("small", today)
    return drawing


@register.simple_tag
def bay(state: str = "coming") -> SafeString:
    return motif.draw_bay(state)


@register.simple_tag
def theme_mark(theme: Any, *, full: bool = False) -> SafeString:
    """Two letters of a theme and its name; of a slug alone, where the name stands beside them."""
    if isinstance(theme, dict):
        slug, name = theme["slug"], theme.get("name", "")
    else:
        slug, name = getattr(theme, "slug", theme), getattr(theme, "name", "")
    return _draw_theme_mark(str(slug), str(name), get_language() or "", full=full)


@lru_cache(maxsize=256)
def _draw_theme_mark(slug: str, name: str, language: str, *, full: bool) -> SafeString:
    suffix, letters = find_mark(slug, name)
    mark = format_html(
        '<span class="theme-mark theme-{}" aria-hidden="true">{}</span>', suffix, letters
    )
    if not name:
        return mark
    name = set_spaces(name, language)
    if full:
        return format_html('<span class="theme">{} <span>{}</span></span>', mark, name)
    return format_html('{}<span class="visually-hidden">{}</span>', mark, name)


@register.filter
def necessity(field: BoundField) -> str:
    """The word after a label: what may be left out says so; where nothing may, each field does."""
    if not field.field.required:
        return gettext("optional")
    shown = [one.field.required for one in field.form.visible_fields()]
    return gettext("required") if len(shown) > 1 and all(shown) else ""


@register.simple_tag
def time_range(start: dt.datetime, end: dt.datetime | None = None) -> str:
    return dates.format_time_range(start, end)


@register.simple_tag
def date_range(first: dt.date, last: dt.date) -> str:
    return dates.format_date_range(first, last)


@register.simple_tag(takes_context=True)
def translate_url_of_page(context: Context, language: str) -> str:
    """This page in `language`, query string kept; that language's home where nothing matches.

    The page that a sign-in leads on to (`next`) follows, so that nobody falls back afterwards.
    """
    request = context.get("request")
    if request is None or not getattr(request, "resolver_match", None):
        return f"/{language}/"
    path = request.get_full_path()
    wanted = request.GET.get("next", "")
    # Two slashes begin the address of another site, which may not even be a valid one.
    if wanted.startswith("/") and not wanted.startswith("//"):
        query = request.GET.copy()
        query["next"] = translate_url(wanted, language)
        path = f"{request.path}?{query.urlencode(safe='/')}"
    return translate_url(path, language)


@register.simple_tag(takes_context=True)
def absolute_url_of_page(context: Context, language: str) -> str:
    return f"{settings.SITE_URL}{translate_url_of_page(context, language)}"


# Where a kept part of the frame names this page in the other language.
_OTHER_LANGUAGE = secrets.token_hex(16)
_frames: dict[tuple[str, ...], tuple[object, SafeString]] = {}


@register.simple_tag(takes_context=True)
def frame(context: Context, name: str) -> SafeString:
    """{% frame "components/_header.html" %}: a part that pages of one view have in common.

    It may show the edition, its phase, the view and `other_language_url`, and nothing else: it
    is drawn once for each view, phase and language, and anew with each snapshot of the edition.
    """
    edition, language = context.get("edition"), get_language() or ""
    match = getattr(context.get("request"), "resolver_match", None)
    key = (name, language, match.view_name if match else "", str(context.get("phase", "")))
    kept = _frames.get(key)
    if edition is None or kept is None or kept[0] is not edition:
        template = context.template.engine.get_template(name)  # type: ignore[union-attr]
        with context.push(other_language_url=_OTHER_LANGUAGE):
            kept = (edition, template.render(context))
        _frames[key] = kept
    if _OTHER_LANGUAGE not in kept[1]:
        return kept[1]
    address = escape(translate_url_of_page(context, "en" if language == "fr" else "fr"))
    return mark_safe(kept[1].replace(_OTHER_LANGUAGE, address))  # noqa: S308 - escaped above


@register.simple_tag
def absolute_static(path: str) -> str:
    return f"{settings.SITE_URL}{static(path)}"


@register.simple_tag(takes_context=True)
def current_page(context: Context, *names: str) -> SafeString:
    """`aria-current="page"` when the page's view name starts with one of `names`."""
    match = getattr(context.get("request"), "resolver_match", None)
    view = match.view_name if match else ""
    return mark_safe('aria-current="page"' if view and view.startswith(names) else "")  # noqa: S308 - two constants


@register.filter(is_safe=True)
def typo(value: Any, language: str = "") -> str:
    """Spaces of the active language's typography; tags of safe strings are left alone.

    `is_safe`: a safe string stays safe, any other is escaped as usual afterwards.
    """
    if value is None:
        return ""
    markup = hasattr(value, "__html__")
    return set_spaces(str(value), language or get_language() or "", markup=markup)


@register.filter
def light_markdown(value: str | None, headings: str = "") -> SafeString:
    return render_markdown(value or "", headings=bool(headings))


@register.filter
def plain(value: str | None) -> str:
    """Light Markdown as one line of text without marks, for summaries and descriptions."""
    text = unescape(strip_tags(render_markdown(value or "", headings=True)))
    return re.sub(r"[ \n]+", " ", text).strip()


@register.filter
def isolate(value: Any) -> SafeString:
    """Text typed by a person, kept from turning the direction of what stands around it."""
    return format_html("<bdi>{}</bdi>", conditional_escape(value))


@register.filter
def page_url(name: str) -> str:
    """Address of a page named in the content; empty when there is none."""
    try:
        return resolve_page(name)
    except UnknownPage:
        return ""


def _date_filter(name: str, pattern: str) -> None:
    def show(moment: dt.date | None) -> str:
        return dates.format_day(moment, pattern) if moment else ""

    register.filter(name, show)


for _name, _pattern in {
    "long_date": "l j F Y",
    "day_date": "l j F",
    "plain_date": "j F Y",
    "day_month": "j F",
    "weekday": "l",
}.items():
    _date_filter(_name, _pattern)


@register.filter
def weekday_short(moment: dt.date | None) -> str:
    return dates.format_short_weekday(moment) if moment else ""


@register.filter
def clock(moment: dt.datetime | None) -> str:
    return dates.format_clock(moment) if moment else ""


@register.filter
def grouped(number: int | None) -> str:
    return "" if number is None else dates.group_digits(int(number))
