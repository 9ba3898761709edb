"""What calendars, programs and feed readers fetch: files of the current Release."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from agenda.views.public import conditional_answer, entity_tag, read_now

# Programs ask again by themselves; a release reaches them after this at the latest, and then some.
MAX_AGE = 300


# Pages of other sites may show the programme too: nothing in it is for one visitor.
OPEN_TO_OTHERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True)
class PublicFile:
    """A file that exists; `build` writes it, when somebody has to have its bytes.

    `to_import`: a browser hands it on instead of showing it.
    """

    build: Callable[[], bytes]
    content_type: str
    filename: str
    to_import: bool = False

    def to_response(self) -> HttpResponse:
        response = HttpResponse(
            self.build(), content_type=self.content_type, headers=OPEN_TO_OTHERS
        )
        disposition = "attachment" if self.to_import else "inline"
        response["Content-Disposition"] = f'{disposition}; filename="{self.filename}"'
        return response


Answer = PublicFile | HttpResponse
View = Callable[..., Answer]


def public_file(view: View) -> Callable[..., HttpResponseBase]:
    """Hand `view` a Reading after the request, and build the file it names if it is wanted.

    ETag and Last-Modified follow from the Release, so that 304 is answered without its bytes.
    An HttpResponse of the view, such as one for a file that does not exist, is sent as it is.
    The file is kept by `agenda.middleware.KeptPagesMiddleware`, under its ETag.
    """

    @csrf_exempt  # it changes nothing, so that any other method is 405 and no matter of a token
    @require_safe
    @wraps(view)
    def respond(request: HttpRequest, **arguments: str) -> HttpResponseBase:
        reading = getattr(request, "reading", None) or read_now()
        found = view(request, reading, **arguments)
        if isinstance(found, HttpResponse):
            patch_cache_control(found, public=True, max_age=MAX_AGE)
            return found
        etag = entity_tag(request, reading, get_language() or "")
        response = conditional_answer(request, reading, etag) or found.to_response()
        response["ETag"] = etag
        if published := reading.programme.published_at:
            response["Last-Modified"] = http_date(published.timestamp())
        patch_cache_control(response, public=True, max_age=MAX_AGE)
        response.is_public_page = True  # type: ignore[attr-defined]
        return response

    return respond
