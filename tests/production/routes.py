"""Every route of the site, from the resolver, with an address that exists for each public one."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver, reverse
from django.utils.translation import override

from agenda.services.current import current_programme
from faq.models import Question
from summit.home.models import Announcement

# Routes that show one person's data, or belong to those who signed in. Namespaces end with a colon.
# Beside these: every address that holds a signature.
PERSONAL = {
    "admin:",
    "account_",
    "mfa_",
    "agenda:stars",
    "registration:checkin:",
    "registration:code",
    "registration:erased",
    "registration:find_seat",
    "registration:my_agenda",
    "registration:my_space",
    "registration:registered",
}
SIGNED = ("signature", "public_id")
# Pages with a form that posts, which need a cookie for its token.
POSTING = {
    "newsletter:subscribe",
    "registration:enter_code",
    "registration:find_registration",
    "registration:register",
}


def all_routes() -> dict[str, bool]:
    """Each route by name, and whether its address holds a signature."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], namespace: str) -> Iterator[tuple[str, bool]]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            arguments = pattern.pattern.converters
            yield f"{namespace}{pattern.name}", any(name in arguments for name in SIGNED)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)


def is_personal(name: str, *, is_signed: bool = False) -> bool:
    return is_signed or any(
        name.startswith(entry) if entry.endswith((":", "_")) else name == entry
        for entry in PERSONAL
    )


def public_paths(language: str) -> dict[str, str]:
    """Route → address, for each route that any visitor may read."""
    arguments = _arguments()
    with override(language):
        return {
            name: reverse(name, args=arguments.get(name, ()))
            for name, is_signed in sorted(all_routes().items())
            if not is_personal(name, is_signed=is_signed)
        }


def _arguments() -> dict[str, tuple[str, ...]]:
    programme = current_programme()
    bookable = next(session for session in programme.sessions if session.booking)
    return {
        "agenda:changes_since": ("0",),
        "agenda:day_feed": (programme.days[0].date.isoformat(),),
        "agenda:theme_feed": (programme.themes[0].slug,),
        "agenda:show_theme": (programme.themes[0].slug,),
        "agenda:venue_feed": (programme.venues[0].slug,),
        "registration:seats": (bookable.url_slug,),
        "agenda:show_session": (programme.sessions[0].url_slug,),
        "agenda:session_calendar": (programme.sessions[0].url_slug,),
        "agenda:show_venue": (programme.venues[0].slug,),
        "agenda:show_speaker": (next(iter(programme.speakers_by_slug)),),
        "agenda:show_day": (programme.days[0].date.isoformat(),),
        "faq:show_question": (Question.objects.published()[0].slug,),
        "home:show_announcement": (Announcement.objects.published()[0].slug,),
    }
