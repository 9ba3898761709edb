"""What every answer has in common, whoever gives it: a request id, headers, one log line."""

import logging
import time
import uuid
from collections.abc import Callable
from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from summit.operations import health, logs

logger = logging.getLogger("summit.request")

GetResponse = Callable[[HttpRequest], HttpResponseBase]

HEALTH_PATHS = {"/healthz", "/readyz", "/readyz/web"}
# Only names that Chromium knows on every system: it complains on the console of others.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "autoplay", "browsing-topics", "camera"),
        *("display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope"),
        *("hid", "idle-detection", "magnetometer", "microphone", "midi", "payment"),
        *("picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial"),
        *("usb", "xr-spatial-tracking"),
    )
)


class RequestLogMiddleware:
    """Gives the request its id and logs how it went: the name of its route, never its path."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        identifier = given if logs.is_sane_id(given) else uuid.uuid4().hex
        request.request_id = identifier  # type: ignore[attr-defined]
        with logs.request_scope(identifier):
            begun = time.perf_counter()
            response = self.get_response(request)
            response["X-Request-ID"] = identifier
            quiet = (
                request.path in HEALTH_PATHS and response.status_code == HttpResponse.status_code
            )
            logger.log(
                logging.DEBUG if quiet else logging.INFO,
                "request",
                extra={"facts": self._facts(request, response, begun)},
            )
        return response

    @staticmethod
    def _facts(request: HttpRequest, response: HttpResponseBase, begun: float) -> dict[str, object]:
        match = request.resolver_match
        return {
            "method": request.method,
            "route": match.view_name if match else "",
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - begun) * 1000, 1),
        }


MAIL_PICTURES = "/static/img/mail-"
"""What our mail shows on the pages of other sites, where people read it."""


class HeadersMiddleware:
    """Headers that neither Django nor django-csp sets."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        shown_elsewhere = request.path_info.startswith(MAIL_PICTURES)
        policy = "cross-origin" if shown_elsewhere else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", policy)
        return response


class PolicyMiddleware(CSPMiddleware):
    """django-csp, with the policy that nearly every answer carries written once.

    A view whose policy differs (`csp_update` and the like) has it from django-csp.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_plain = not any(name.startswith("_csp") for name in (*vars(request), *vars(response)))
        if not is_plain or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _site_policy())
        return response


@cache
def _site_policy() -> str:
    return build_policy()


class HealthMiddleware:
    """Answers a load balancer, which asks by an address that ALLOWED_HOSTS does not hold.

    /healthz: this process answers. /readyz: all that the site lives on works.
    /readyz/web: what this process needs to serve visitors works.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path not in HEALTH_PATHS:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            response = HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        elif request.path == "/healthz":
            response = JsonResponse({"status": health.OK})
        else:
            names = health.FOR_VISITORS if request.path.endswith("/web") else health.ALL
            checks = health.readiness(names)
            failing = health.FAIL in checks.values()
            status = health.FAIL if failing else health.OK
            response = JsonResponse(
                {"status": status, "checks": checks}, status=503 if failing else 200
            )
        response["Cache-Control"] = "no-store"
        return response
