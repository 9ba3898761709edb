"""What every public page of the agenda shares: the Release it reads and its validators.

Such a page is the same bytes for everyone, so it may be kept by browsers, proxies and this
process. Its ETag names all it is made of: the Release, the edition's words and state, the day, the
language, the address and the templates of this installation. A file (calendar, data, feed) tells
nothing of the moment, so its ETag and its Last-Modified move with the Release only.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from agenda.programme import Programme
from agenda.services.current import current_programme
from summit.edition import clock
from summit.edition.models import Edition

MAX_AGE = 60
FILES = (".ics", ".json", ".atom")


@dataclass(frozen=True)
class Reading:
    """What a page is built from: one Release, the edition, and the moment."""

    programme: Programme
    edition: Edition
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(self.edition.zone).date()


View = Callable[..., HttpResponse]


def public_page(view: View) -> Callable[..., HttpResponseBase]:
    """Hand `view` a Reading after the request; answer 304 before it runs when nothing changed.

    Its page is kept by `agenda.middleware.KeptPagesMiddleware`, under its ETag.
    """

    @csrf_exempt  # it changes nothing, so that any other method is 405 and no matter of a token
    @require_safe
    @wraps(view)
    def respond(request: HttpRequest, **arguments: str) -> HttpResponseBase:
        reading = getattr(request, "reading", None) or read_now()
        # The frame of the page speaks of the edition that its ETag names.
        request.edition = reading.edition  # type: ignore[attr-defined]
        etag = entity_tag(request, reading, get_language() or "")
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = view(request, reading, **arguments)
        if response.status_code in {200, 304}:
            response["ETag"] = etag
            if published := reading.programme.published_at:
                response["Last-Modified"] = http_date(published.timestamp())
        patch_cache_control(response, public=True, max_age=MAX_AGE)
        response.is_public_page = True  # type: ignore[attr-defined]
        return response

    return respond


def read_now() -> Reading:
    edition = Edition.objects.seen()
    return Reading(current_programme(), edition, clock.now(edition))


def entity_tag(request: HttpRequest, reading: Reading, language: str) -> str:
    """Names all that a page is made of."""
    edition, now, programme = reading.edition, reading.now, reading.programme
    parts = [
        programme.digest,
        str(programme.number),
        str(programme.published_at),
        language,
        request.get_full_path(),
        templates_digest(),
        words_of(edition),
    ]
    if not is_file(request):
        parts += [
            edition.phase_at(now),
            edition.registration_window_at(now),
            reading.today.isoformat(),
            # The banner of a rehearsal tells the time.
            f"{now:%H:%M}" if settings.SUMMIT_REHEARSAL and edition.clock_offset else "",
        ]
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass"))
    return f'"{digest.hexdigest()[:32]}"'


def is_file(request: HttpRequest) -> bool:
    return request.path_info.endswith(FILES)


def conditional_answer(
    request: HttpRequest, reading: Reading, etag: str, response: HttpResponse | None = None
) -> HttpResponse | None:
    """304 where what the client holds is still true; `response`, or None, where it is not."""
    published = reading.programme.published_at
    modified = int(published.timestamp()) if published and is_file(request) else None
    return get_conditional_response(request, etag, modified, response)


_words: tuple[Edition, str] | None = None


def words_of(edition: Edition) -> str:
    """A digest of all that stands in the edition's row, worked out once for a snapshot."""
    global _words  # noqa: PLW0603
    known = _words
    if known and known[0] is edition:
        return known[1]
    # Translated fields answer in the active language; the digest is the same in all.
    with override(settings.LANGUAGE_CODE):
        values = [
            str(getattr(edition, field.attname))
            for field in edition._meta.concrete_fields
            if field.name != "clock_offset"
        ]
    digest = hashlib.sha256("\x1f".join(values).encode("utf-8", "surrogatepass")).hexdigest()
    _words = (edition, digest)
    return digest


def templates_digest() -> str:
    """Changes when templates, translations or built assets do: with a new version of the site."""
    return _read_templates() if settings.DEBUG else _templates_once()


@lru_cache(maxsize=1)
def _templates_once() -> str:
    return _read_templates()


def _read_templates() -> str:
    base = Path(settings.BASE_DIR)
    kinds = ("templates/**/*.html", "locale/**/*.mo", "static/css/*.css", "static/js/**/*.js")
    digest = hashlib.sha256()
    for kind in kinds:
        for file in sorted(base.glob(kind)):
            digest.update(file.read_bytes())
    return digest.hexdigest()
