"""The threads of gunicorn, with words of ours for what is too long, or too odd, to be read.

A body that ends before its announced length never reaches the site: a form whose line was cut
would be taken for one with fewer fields.
"""

import io
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from gunicorn import util
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.errors import (
    ConfigurationProblem,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
HEAD = "\r\n".join(
    (
        "HTTP/1.1 {status}",
        "Connection: close",
        "Cache-Control: no-store",
        "Content-Length: {length}",
        f"Content-Security-Policy: {POLICY}",
        "Content-Type: text/html; charset=utf-8",
        "Cross-Origin-Opener-Policy: same-origin",
        "Cross-Origin-Resource-Policy: same-origin",
        "Permissions-Policy: camera=(), geolocation=(), microphone=()",
        "Referrer-Policy: same-origin",
        "X-Content-Type-Options: nosniff",
        "X-Frame-Options: DENY",
        "\r\n",
    )
)
ANSWERS = {
    LimitRequestLine: ("414 URI Too Long", "414.html"),
    LimitRequestHeaders: ("431 Request Header Fields Too Large", "431.html"),
    ParseException: ("400 Bad Request", "400_unread.html"),
}
"""By the kind of what is wrong with a request, the first that fits."""
OURS = (ConfigurationProblem, InvalidResponseHeader, InvalidResponseHeaderName)
"""What is no fault of the request."""


class Worker(ThreadWorker):
    def handle_request(self, req: Any, conn: Any) -> bool:
        """Whether the connection goes on; one that was cut has nobody to answer to."""
        return read_body(req) and bool(super().handle_request(req, conn))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Such a request never reaches the site, and its language is not known."""
        kind = next((kind for kind in ANSWERS if isinstance(exc, kind)), None)
        if kind is None or isinstance(exc, OURS):
            super().handle_error(req, client, addr, exc)
            return
        status, template = ANSWERS[kind]
        page = render_to_string(template).encode()
        head = HEAD.format(status=status, length=len(page)).encode()
        with suppress(OSError):  # who went away needs no answer
            util.write_nonblock(client, head + page)


def read_body(req: Any) -> bool:
    """Read the body ahead; False if it is not whole. One that is too long is left to the site."""
    reader = req.body.reader
    if not isinstance(reader, LengthReader):
        return True
    length = reader.length
    if not 0 < length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return True
    read = reader.read(length)
    req.body = Body(io.BytesIO(read))
    return len(read) == length
