"""What a door's program sends and asks for."""

import datetime as dt
import hashlib
import json
import math
import uuid
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration.checkin.exceptions import NonceTaken
from registration.checkin.models import Door, Scan, ScanKind
from registration.checkin.services.answering import answers_of
from registration.checkin.services.doors import people_present
from registration.checkin.services.listing import entries_of, words_for_strangers
from registration.checkin.services.scanning import codes_by_index, record_scan
from registration.checkin.views.permitted import door_data, error
from summit.accounts.models import User
from summit.edition import clock

MOST_SCANS, LONGEST_CODE = 200, 200
OLDEST = dt.timedelta(days=7)
LATE = dt.timedelta(seconds=5)
"""A device with a connection asks at once."""


class NotReadable(Exception):
    """What was sent is not a list of scans."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Named by its code, or by the index of the list (see `digest_of`)."""

    nonce: uuid.UUID
    code: str
    index: str
    kind: str
    age: dt.timedelta
    forced: bool
    offline: bool


@door_data
@require_POST
def scans(request: HttpRequest, door: Door) -> HttpResponse:
    """Each on its own: what was recorded before a fault stays, and sent again changes nothing."""
    now, by = clock.now(), cast(User, request.user)
    try:
        sent = read_scans(request.body)
    except NotReadable:
        return error(_("The scans could not be read. Load the page again."), 400)
    codes = codes_by_index() if any(one.index for one in sent) else {}
    try:
        rows = [_record(one, codes, door=door, now=now, by=by) for one in sent]
    except NonceTaken:
        return error(_("Two tickets have the same number of scan. Load the page again."), 400)
    results = [answer.as_json() for answer in answers_of(rows)]
    return JsonResponse({"results": results, "present": people_present(now)})


def _record(one: Sent, codes: dict[str, str], *, door: Door, now: dt.datetime, by: User) -> Scan:
    return record_scan(
        door=door,
        code=one.code or codes.get(one.index, ""),
        index=one.index,
        kind=one.kind,
        nonce=one.nonce,
        at=now - one.age,
        by=by,
        forced=one.forced,
        offline=one.offline,
    )


def read_scans(body: bytes) -> list[Sent]:
    """Raises NotReadable."""
    try:
        content = json.loads(body)
        rows = content["scans"]
        if not isinstance(rows, list) or len(rows) > MOST_SCANS:
            raise NotReadable
        return [_read(row) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise NotReadable from fault


def _read(row: dict[str, Any]) -> Sent:
    age, kind = row.get("age", 0), row["kind"]
    code, index = row.get("code", ""), row.get("index", "")
    is_age = isinstance(age, int | float) and not isinstance(age, bool) and math.isfinite(age)
    if not is_age or not 0 <= age <= OLDEST.total_seconds():
        raise NotReadable
    if not all(isinstance(text, str) and len(text) <= LONGEST_CODE for text in (code, index)):
        raise NotReadable
    if not code and not index:
        raise NotReadable
    if kind not in (ScanKind.ENTRY, ScanKind.EXIT):
        raise NotReadable
    old = dt.timedelta(seconds=age)
    return Sent(
        nonce=uuid.UUID(row["nonce"]),
        code=code,
        index=index.lower(),
        kind=kind,
        age=old,
        forced=row.get("forced") is True,
        offline=row.get("offline") is True or old >= LATE,
    )


@door_data
@require_safe
def kept_list(request: HttpRequest, door: Door) -> HttpResponse:
    """Every ticket, sealed; 304 while nothing changed. `made_at` and `present` are of this moment.

    The tag names the content without these two.
    """
    now = clock.now()
    content = {
        "language": get_language(),
        "words": words_for_strangers(door, now),
        "entries": entries_of(door, now),
    }
    present = people_present(now)
    text = json.dumps([content, present, str(door.pk)]).encode()
    tag = quote_etag(hashlib.sha256(text).hexdigest())
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response = HttpResponse(status=304)
    else:
        response = JsonResponse({"made_at": now.isoformat(), "present": present, **content})
    response["ETag"] = tag
    return response
