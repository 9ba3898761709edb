"""The list that a door keeps for when the connection is gone.

Each ticket is found and opened with its own code only: a device that is lost tells nothing to
whoever has no ticket, and to whoever has one no more than the door would say.
"""

import base64
import datetime as dt
import hashlib
import json
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registration.checkin.models import Door, Outcome, ReplacedTicket, ScanKind, digest_of
from registration.checkin.services.answering import Answer, Meeting, tell
from registration.checkin.services.cases import Case, all_cases
from registration.checkin.services.judging import judge

IV_BYTES = 12

Entry = tuple[str, str]


def entries_of(door: Door, at: dt.datetime) -> list[Entry]:
    """Index and sealed answer of every ticket, as an entry scan would answer it now.

    A ticket that was given up for another has an empty answer. A fixed number of queries.
    """
    entries = [_entry(case, door, at) for case in all_cases(at).values()]
    gone = ReplacedTicket.objects.order_by("digest").values_list("digest", flat=True)
    return [*entries, *((digest, "") for digest in gone)]


def words_for_strangers(door: Door, at: dt.datetime) -> dict[str, dict[str, Any]]:
    """What is said of tickets that the list cannot open."""
    kinds = (Outcome.UNKNOWN, Outcome.REPLACED)
    return {
        kind.value: tell(Meeting(outcome=kind, case=None, door=door, at=at)).as_json()
        for kind in kinds
    }


def _entry(case: Case, door: Door, at: dt.datetime) -> Entry:
    outcome = judge(case, door, kind=ScanKind.ENTRY, at=at)
    meeting = Meeting(outcome=outcome, case=case, door=door, at=at)
    entered_at = ""
    if case.inside:
        entered_at = case.inside.at.isoformat()
        meeting = replace(meeting, earlier_at=case.inside.at, earlier_door=case.inside.door)
    answer = tell(meeting)
    return digest_of(case.code), seal(case.code, {**_content(answer), "entered_at": entered_at})


def _content(answer: Answer) -> dict[str, Any]:
    """Without the hour of arrival: it would make a new list every minute."""
    content = answer.as_json()
    content.pop("nonce")
    if answer.outcome == Outcome.WELCOME:
        content["facts"] = content["facts"][:1] + content["facts"][2:]
    return content


def seal(code: str, content: dict[str, Any]) -> str:
    """Base64 of a 12-byte IV and AES-256-GCM of the JSON, under a key made of the code.

    The IV is made of the content, so that what has not changed stays the same to the byte.
    """
    key = hashlib.sha256(f"summit-door-key:{code}".encode()).digest()
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    iv = hashlib.sha256(key + text).digest()[:IV_BYTES]
    return base64.b64encode(iv + AESGCM(key).encrypt(iv, text, None)).decode()
