"""What a door's program sends and asks for."""

import datetime as dt
import hashlib
import json
import math
import re
import uuid
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration.checkin.exceptions import NonceTaken
from registration.checkin.models import Door, ScanKind
from registration.checkin.services.answering import answers_of
from registration.checkin.services.doors import people_present
from registration.checkin.services.listing import entries_of, words_for_strangers
from registration.checkin.services.scanning import Shown, codes_by_proof, record_scans
from registration.checkin.views.permitted import door_data, error
from summit.accounts.models import User
from summit.edition import clock

MOST_SCANS, LONGEST_CODE = 200, 200
HASH = r"(?:[0-9a-fA-F]{64})?"
OLDEST = dt.timedelta(days=7)
LATE = dt.timedelta(seconds=5)
"""A device with a connection asks at once."""


class NotReadable(Exception):
    """What was sent is not a list of scans."""


@door_data
@require_POST
def scans(request: HttpRequest, door: Door) -> HttpResponse:
    """All or none; sent again, they change nothing."""
    now, by = clock.now(), cast(User, request.user)
    try:
        rows = record_scans(door=door, shown=read_scans(request.body, now), by=by)
    except RequestDataTooBig:
        return error(_("This is too much at once. Load the page again."), 413)
    except NotReadable:
        return error(_("The scans could not be read. Load the page again."), 400)
    except NonceTaken:
        return error(_("Two tickets have the same number of scan. Load the page again."), 400)
    results = [answer.as_json() for answer in answers_of(rows)]
    return JsonResponse({"results": results, "present": people_present(now)})


def read_scans(body: bytes, now: dt.datetime) -> list[Shown]:
    """Raises NotReadable."""
    try:
        rows = json.loads(body)["scans"]
        if not isinstance(rows, list) or len(rows) > MOST_SCANS:
            raise NotReadable
        codes = codes_by_proof() if any(row.get("proof") for row in rows) else {}
        return [_read(row, codes, now) for row in rows]
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as fault:
        raise NotReadable from fault


def _read(row: dict[str, Any], codes: dict[str, str], now: dt.datetime) -> Shown:
    """A ticket is named by its code, or by what only who was shown it can know.

    By its index, which stands in the list, no more is said than that it was replaced.
    """
    kind, age = row["kind"], _age_of(row)
    code, index, proof = (row.get(name, "") for name in ("code", "index", "proof"))
    if kind not in (ScanKind.ENTRY, ScanKind.EXIT):
        raise NotReadable
    if not all(isinstance(text, str) for text in (code, index, proof)) or len(code) > LONGEST_CODE:
        raise NotReadable
    if not all(re.fullmatch(HASH, text) for text in (index, proof)) or not (code or index):
        raise NotReadable
    return Shown(
        code=code or codes.get(proof.lower(), ""),
        index=index.lower(),
        kind=kind,
        nonce=uuid.UUID(row["nonce"]),
        at=now - age,
        forced=row.get("forced") is True,
        offline=row.get("offline") is True or age >= LATE,
    )


def _age_of(row: dict[str, Any]) -> dt.timedelta:
    age = row.get("age", 0)
    is_number = isinstance(age, int | float) and not isinstance(age, bool) and math.isfinite(age)
    if not is_number or not 0 <= age <= OLDEST.total_seconds():
        raise NotReadable
    return dt.timedelta(seconds=age)


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
