"""Looking somebody up by name, for whoever comes without a ticket."""

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from registration.checkin.models import Door
from registration.models import Place, Registration
from summit.folding import fold

FEWEST_LETTERS, MOST_FOUND = 3, 8


@dataclass(frozen=True, slots=True)
class Found:
    """No more than what tells two people apart."""

    public_id: uuid.UUID
    name: str
    organisation: str
    is_expected: bool


def find_people(door: Door, typed: str) -> list[Found]:
    """Whose name or organisation holds every word typed, whatever its accents.

    Those with a place at this door first; MOST_FOUND at most. One query. Nobody for less than
    FEWEST_LETTERS letters.
    """
    words = fold(typed[:100]).replace("-", " ").split()
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    expected = Place.objects.confirmed().filter(registration=OuterRef("pk"), quota=door.quota_id)
    people = Registration.objects.live().annotate(is_expected=Exists(expected))
    rows = people.order_by("-is_expected", "last_name", "first_name", "pk").values_list(
        "public_id", "first_name", "last_name", "organisation", "is_expected"
    )
    found: list[Found] = []
    for public_id, first, last, organisation, is_expected in rows.iterator(chunk_size=2000):
        name = f"{first} {last}".strip()
        text = fold(f"{name} {organisation}").replace("-", " ")
        if all(word in text for word in words):
            found.append(Found(public_id, name, organisation, is_expected))
            if len(found) == MOST_FOUND:
                break
    return found
