"""A name goes out in our mail only when it can be nothing but a name."""

import pytest

from registration.names import full_name_for_mail, name_for_mail


@pytest.mark.parametrize(
    "name",
    ["Camille", "Jean-Pierre", "D’Arc", "J.R.", "María José", "محمد", "山田", "Åsa", "O'Neil"],
)
def test_name_is_kept(name: str) -> None:
    assert name_for_mail(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "http://evil.example",
        "evil.example",
        "Camille evil.example",
        "a.co",
        "www.evil",
        "me@evil.example",
        "Win 1000 euros",
        "<b>Camille</b>",
        "Camille\u202egro.live",
        "Call 0800123456",
        "You have won a new telephone",
        "x" * 41,
        "{{ edition.secret }}",
        "🎉",
    ],
)
def test_what_may_be_more_than_a_name_is_left_out(name: str) -> None:
    # "www.evil" is two words joined by a full stop, as an address is.
    assert name_for_mail(name) == ""


def test_blanks_and_line_breaks_collapse() -> None:
    assert name_for_mail("  Anne \r\n Marie ") == "Anne Marie"


@pytest.mark.parametrize(
    ("first", "last", "full"),
    [
        ("Camille", "Martin", "Camille Martin"),
        ("Camille", "evil.example", ""),
        ("evil.example", "Martin", ""),
    ],
)
def test_full_name_needs_both(first: str, last: str, full: str) -> None:
    assert full_name_for_mail(first, last) == full
