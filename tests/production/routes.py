"""Every route of the site, from the resolver, with an address that exists for each public one."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver, reverse
from django.utils.translation import override

from agenda.services.current import current_programme
from faq.models import Question
from summit.home.models import Announcement

# Routes that show one person's data, or belong to those who signed in. Namespaces end with a colon.
PERSONAL = {
    "admin:",
    "account_",
    "mfa_",
    "registration:registered",
    "registration:my_space",
    "registration:my_registration",
    "registration:correct_details",
    "registration:cancel",
    "registration:ticket",
    "registration:calendar_file",
    "newsletter:confirm",
    "newsletter:unsubscribe",
}
# Pages with a form that posts, which need a cookie for its token.
POSTING = {"registration:register", "registration:find_registration", "newsletter:subscribe"}


def all_route_names() -> set[str]:
    return set(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], namespace: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)


def is_personal(name: str) -> bool:
    return any(
        name.startswith(entry) if entry.endswith((":", "_")) else name == entry
        for entry in PERSONAL
    )


def public_paths(language: str) -> dict[str, str]:
    """Route → address, for each route that any visitor may read."""
    arguments = _arguments()
    with override(language):
        return {
            name: reverse(name, args=arguments.get(name, ()))
            for name in sorted(all_route_names())
            if not is_personal(name)
        }


def _arguments() -> dict[str, tuple[str, ...]]:
    programme = current_programme()
    return {
        "agenda:show_session": (programme.sessions[0].url_slug,),
        "agenda:session_calendar": (programme.sessions[0].url_slug,),
        "agenda:show_venue": (programme.venues[0].slug,),
        "agenda:show_speaker": (next(iter(programme.speakers_by_slug)),),
        "agenda:show_day": (programme.days[0].date.isoformat(),),
        "faq:show_question": (Question.objects.published()[0].slug,),
        "home:show_announcement": (Announcement.objects.published()[0].slug,),
    }
