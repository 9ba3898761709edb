"""What is offered to somebody who came by an address that leads nowhere."""

import unicodedata
from typing import Any

from django.utils.translation import get_language

from agenda import timetable
from agenda.filters import MAX_TEXT
from agenda.nearest import SHOWN
from agenda.programme import Programme, Session
from agenda.search import search_all
from agenda.words import WORD


def ways_on(programme: Programme, address: str) -> dict[str, Any]:
    """For agenda/_ways_on.html: sessions that come near, the words to search for, the days."""
    return {
        **search_for(address),
        "closest": closest_sessions(programme, address),
        "days": programme.days,
    }


def search_for(address: str) -> dict[str, Any]:
    """For agenda/_search_alone.html: the words of a wrong address, to be searched for."""
    return {"words": words_of_address(address), "limit": MAX_TEXT}


def closest_sessions(programme: Programme, address: str) -> list[Session]:
    """Sessions whose address or title looks like a mistyped one, else those its words find."""
    if close := timetable.closest_sessions(programme, address):
        return close
    found = search_all(programme, get_language() or "", words_of_address(address))
    return found.pick(programme.sessions)[:SHOWN]


def words_of_address(address: str) -> str:
    """The words of part of an address, as somebody would type them into the search."""
    return " ".join(WORD.findall(unicodedata.normalize("NFC", address[:MAX_TEXT])))
