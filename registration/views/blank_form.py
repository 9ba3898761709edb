"""The empty form: built once for everyone, then given each visitor's own marks."""

import secrets
from collections.abc import Iterable

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language

from agenda.models import Audience, OrganisationType
from agenda.views.kept import KeptPage, KeptPages
from agenda.views.public import entity_tag, read_now
from registration.antispam import new_stamp
from registration.forms import RegistrationForm
from registration.forms.registering import new_press_key
from registration.models import Way
from registration.views.facts import Ways, day_facts
from summit.edition.snapshots import Snapshot

# What stands in the kept page where each visitor gets a value of their own.
TOKEN, STAMP, PRESS_KEY = (secrets.token_hex(20) for _ in range(3))

# Where a row that is shared for a second keeps what `words` has read in it.
KEPT_WORDS = "_words_as_read"

pages = KeptPages(limit=2**21)
_lists: Snapshot[str] = Snapshot()


class BlankForm(RegistrationForm):
    next_stamp, next_press_key = STAMP, PRESS_KEY


def show_blank_form(request: HttpRequest, ways: Ways) -> HttpResponse:
    """The form as nobody has filled it in yet, with fresh marks: token, stamp and press key."""
    wished = request.GET.get("way", "")
    initial = {"way": wished} if wished in Way.values else {}
    key = _key(request, ways)
    kept = None if has_messages(request) else pages.get(key)
    if kept is None:
        kept = KeptPage(_build(request, ways, initial), {}, None)
        # Of the addresses with a query, those that the site itself links to.
        known = {"", *(f"way={way}" for way in Way.values)}
        if request.META["QUERY_STRING"] in known and not has_messages(request):
            pages.keep(key, kept)
    content = kept.content
    for mark, value in (
        (TOKEN, get_token(request)),
        (STAMP, new_stamp()),
        (PRESS_KEY, new_press_key()),
    ):
        content = content.replace(mark.encode(), value.encode())
    response = HttpResponse(content)
    add_never_cache_headers(response)
    return response


def _build(request: HttpRequest, ways: Ways, initial: dict[str, str]) -> bytes:
    form = BlankForm(ways=ways, initial=initial)
    context = {"form": form, "notice": "", "csrf_token": TOKEN, **day_facts(ways)}
    return render_to_string("registration/register.html", context, request).encode()


def _key(request: HttpRequest, ways: Ways) -> str:
    """Names all that the page shows, the same for everyone."""
    shown = [
        (
            *(place.way, place.state, place.window),
            place.left if place.state == "few" else "",
            place.waiting if place.state == "full" else "",
        )
        for place in ways
    ]
    rows = [row for place in ways for row in (place.quota, place.quota.day, place.quota.venue)]
    page = entity_tag(request, read_now(), get_language() or "")
    return f"{page}{shown}{words(rows)}{_lists.get(_read_lists)}"


def _read_lists() -> str:
    return words([*Audience.objects.all(), *OrganisationType.objects.all()])


def has_messages(request: HttpRequest) -> bool:
    """Whether the page would show this visitor words that are meant for nobody else."""
    return "messages" in request.COOKIES


def words(rows: Iterable[models.Model]) -> str:
    """All that stands in these rows, in every language; worked out once for a row, as read."""
    return "\x1f".join(_words_of(row) for row in rows)


def _words_of(row: models.Model) -> str:
    values = vars(row)
    if KEPT_WORDS not in values:
        fields = [field.attname for field in row._meta.concrete_fields]
        values[KEPT_WORDS] = "\x1f".join(str(values.get(name)) for name in fields)
    return str(values[KEPT_WORDS])
