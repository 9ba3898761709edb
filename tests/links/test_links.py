"""Signed addresses: as long as they must be, revocable, and nothing usable at rest."""

import uuid
from typing import Any

import pytest

from summit.links import PersonalLink, absolute_url, is_valid_signature, signature

PERSON = uuid.UUID("6a1f5f8e-2d1c-4b52-9f0e-000000000001")
FACTS: dict[str, Any] = {"public_id": PERSON, "purpose": "manage", "version": 1}


def test_signature_carries_256_bits_in_signs_that_need_no_quoting() -> None:
    value = signature(**FACTS)

    assert len(value) == 43
    assert set(value) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def test_signature_of_the_same_facts_is_valid() -> None:
    assert is_valid_signature(signature(**FACTS), **FACTS)


@pytest.mark.parametrize(
    "other",
    [
        {"public_id": uuid.UUID("6a1f5f8e-2d1c-4b52-9f0e-000000000002")},
        {"purpose": "ticket"},
        {"purpose": "manage\x001"},
        {"version": 2},
        {"version": 11},
    ],
)
def test_signature_of_other_facts_is_not_valid(other: dict[str, Any]) -> None:
    assert not is_valid_signature(signature(**FACTS), **{**FACTS, **other})


@pytest.mark.parametrize("value", ["", "é", "x" * 43, "\x00", "A" * 100_000])
def test_signature_that_was_guessed_is_not_valid(value: str) -> None:
    assert not is_valid_signature(value, **FACTS)


def test_signature_outlives_a_change_of_key_until_the_old_key_goes(settings: Any) -> None:
    settings.SECRET_KEY = "old" * 20
    value = signature(**FACTS)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, ["old" * 20]
    assert is_valid_signature(value, **FACTS)
    assert signature(**FACTS) != value

    settings.SECRET_KEY_FALLBACKS = []
    assert not is_valid_signature(value, **FACTS)


def test_absolute_url_comes_from_the_settings_alone(settings: Any) -> None:
    settings.SITE_URL = "https://sommet.example"

    assert absolute_url("/fr/agenda/") == "https://sommet.example/fr/agenda/"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_personal_link_is_an_absolute_address_in_the_language(language: str) -> None:
    link = PersonalLink("registration:my_registration", **FACTS)

    assert link.url(language) == (
        f"http://testserver/{language}/registration/my/{PERSON}/{signature(**FACTS)}/"
    )


def test_personal_link_at_rest_holds_no_signature_and_comes_back_whole() -> None:
    link = PersonalLink("registration:my_registration", **FACTS)

    kept = link.as_json()

    assert link.signature not in str(kept)
    assert PersonalLink.from_json(kept) == link


def test_placeholder_is_no_signature_and_differs_from_link_to_link() -> None:
    links = [
        PersonalLink("registration:my_registration", **FACTS),
        PersonalLink("registration:cancel", **FACTS),
        PersonalLink("registration:my_registration", **{**FACTS, "version": 2}),
    ]

    assert len({link.placeholder for link in links}) == 3
    for link in links:
        assert link.signature not in link.placeholder
        assert link.placeholder.startswith("http://testserver/personal-link/")


def test_placeholder_opens_nothing(client: Any, db: None) -> None:
    link = PersonalLink("registration:my_registration", **FACTS)

    response = client.get(link.placeholder.removeprefix("http://testserver"))

    assert response.status_code == 404
