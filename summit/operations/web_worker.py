"""The threads of gunicorn, with words of ours for an address that is too long to be read.

A body that ends before its announced length never reaches the site: a form whose line was cut
would be taken for one with fewer fields.
"""

import io
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from gunicorn import util
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
HEAD = "\r\n".join(
    (
        f"HTTP/1.1 {HTTPStatus.REQUEST_URI_TOO_LONG.value} URI Too Long",
        "Connection: close",
        "Cache-Control: no-store",
        "Content-Length: {length}",
        f"Content-Security-Policy: {POLICY}",
        "Content-Type: text/html; charset=utf-8",
        "Referrer-Policy: same-origin",
        "X-Content-Type-Options: nosniff",
        "X-Frame-Options: DENY",
        "\r\n",
    )
)


class Worker(ThreadWorker):
    def handle_request(self, req: Any, conn: Any) -> bool:
        """Whether the connection goes on; one that was cut has nobody to answer to."""
        return read_body(req) and bool(super().handle_request(req, conn))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Such a request never reaches the site, and its language is not known."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        page = render_to_string("414.html").encode()
        with suppress(OSError):  # who went away needs no answer
            util.write_nonblock(client, HEAD.format(length=len(page)).encode() + page)


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
