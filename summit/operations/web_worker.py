"""The threads of gunicorn, with words of ours for an address that is too long to be read."""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.template.loader import render_to_string
from gunicorn import util
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
    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Such a request never reaches the site, and its language is not known."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        page = render_to_string("414.html").encode()
        with suppress(OSError):  # who went away needs no answer
            util.write_nonblock(client, HEAD.format(length=len(page)).encode() + page)
