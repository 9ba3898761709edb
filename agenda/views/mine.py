"""My agenda: a page that is the same for everyone, and what the person's browser adds to it.

Stars live in the browser, and in the account of who signed in. `stars` is the one address that
knows the visitor; it is asked only by browsers that hold stars of an account, right after
signing in, and on the page itself.
"""

from functools import partial

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agenda.calendars import feed_entries, has_calendar
from agenda.history import all_changes_since, old_release
from agenda.models import SeenRelease, Star
from agenda.programme import Session
from agenda.services.stars import MOST, change_stars, mark_seen
from agenda.views.feeds import CALENDAR, in_plain_words
from agenda.views.files import Answer, PublicFile, public_file
from agenda.views.public import Reading, public_page
from summit import ics
from summit.accounts.models import User
from summit.edition import clock
from summit.links import absolute_url

NUMBER_SIGNS = 9


@public_page
def my_agenda(request: HttpRequest, reading: Reading) -> HttpResponse:
    context = {
        "programme": reading.programme,
        "canonical": absolute_url(reverse("agenda:my_agenda")),
    }
    return render(request, "agenda/my_agenda.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stars(request: HttpRequest) -> HttpResponse:
    """GET: whose stars, which, and the token to change them. POST: `set`, `unset`, `seen`.

    Numbers are separated by commas. Visitors who are not signed in get no cookie and no token.
    """
    user = request.user
    if not user.is_authenticated:
        return _private({"owner": ""}, status=403 if request.method == "POST" else 200)
    if request.method == "POST":
        add, remove = (_numbers(request.POST.get(name, "")) for name in ("set", "unset"))
        if add or remove:
            change_stars(user=user, add=add, remove=remove)
        if seen := _numbers(request.POST.get("seen", "")):
            mark_seen(user=user, number=seen[0])
    known = SeenRelease.objects.filter(user=user).values_list("number", flat=True).first()
    return _private(
        {
            "owner": owner_of(user),
            "ids": Star.objects.filter(user=user).of_sessions(),
            "seen": known or 0,
            "token": get_token(request),
        }
    )


def owner_of(user: User) -> str:
    """Tells a browser whether it holds this person's stars, and says nothing else of them."""
    return salted_hmac("agenda.stars", str(user.pk)).hexdigest()[:16]


def _private(data: dict[str, object], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(data, status=status)
    add_never_cache_headers(response)
    return response


def _numbers(text: str) -> list[int]:
    parts = (part.strip() for part in text[: MOST * (NUMBER_SIGNS + 1)].split(","))
    found = [int(part) for part in parts if part.isascii() and part.isdecimal()]
    return [number for number in found if number < 10**NUMBER_SIGNS][:MOST]


@public_file
def star_file(request: HttpRequest, reading: Reading) -> Answer:
    """The sessions named in the address, as a file for a calendar; 404 in plain words for none."""
    known = reading.programme.sessions_by_id
    wanted = dict.fromkeys(_numbers(request.GET.get("sessions", "")))
    found = [known[number] for number in wanted if number in known]
    chosen = [session for session in found if has_calendar(session)]
    if not chosen:
        lines = [
            _("This address names no session of the programme. Your agenda is here:"),
            absolute_url(reverse("agenda:my_agenda")),
        ]
        return in_plain_words(lines, status=404)
    return PublicFile(partial(_write, chosen), CALENDAR, "agenda.ics")


def _write(sessions: list[Session]) -> bytes:
    return ics.download(feed_entries(sessions))


@public_page
def changes_since(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """A fragment: how the programme differs now from what that release said.

    The same for everyone: the browser shows of it what concerns its own stars.
    """
    old = old_release(min(number, 10**NUMBER_SIGNS))
    context = {
        "number": reading.programme.number,
        "since": clock.as_told(old[2], reading.edition) if old else None,
        "changes": all_changes_since(old) if old else (),
    }
    return render(request, "agenda/_changes_since.html", context)
