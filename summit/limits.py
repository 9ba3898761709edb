"""Limits on how often a form may be sent, kept in Django's cache.

They hold with Redis and without: the cache falls back to the process's own memory. Nothing
personal is kept: keys are hashed.
"""

import ipaddress
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in each window of `seconds`."""

    name: str
    count: int
    seconds: int

    def hit(self, subject: str) -> bool:
        """Count one more for `subject`; True while within the limit."""
        window = int(time.time()) // self.seconds
        digest = salted_hmac("summit.limits", f"{self.name}:{subject}").hexdigest()
        key = f"rate:{self.name}:{digest[:32]}:{window}"
        if cache.add(key, 1, timeout=self.seconds + 1):
            return True
        try:
            return cache.incr(key) <= self.count
        except ValueError:  # it expired, or Redis changed over to memory in between
            cache.set(key, 1, timeout=self.seconds + 1)
            return True


def client_network(request: HttpRequest) -> str:
    """Who asks, as the nearest proxy we trust saw it; an IPv6 subscriber counts as one.

    Each trusted proxy appends the address that it saw to X-Forwarded-For, so with n proxies the
    n-th entry from the right was written by ours; all that stands before it may be forged.
    """
    trusted = settings.TRUSTED_PROXY_COUNT
    address = request.META.get("REMOTE_ADDR", "")
    if trusted:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(hops) >= trusted and _parse(hops[-trusted]):
            address = hops[-trusted]
    parsed = _parse(address)
    if isinstance(parsed, ipaddress.IPv6Address) and not parsed.ipv4_mapped:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed or address)


def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None
