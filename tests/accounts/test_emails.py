import pytest

from summit.accounts.emails import deliverable, email_key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Camille@Example.ORG", "camille@example.org"),
        ("  camille@example.org ", "camille@example.org"),
        ("camille@ｅxample.org", "camille@example.org"),
        ("camille@bücher.example", "camille@xn--bcher-kva.example"),
        ("camille@BÜCHER.example", "camille@xn--bcher-kva.example"),
        ("camille@example.org.", "camille@example.org"),
        ("camille+x@example.org", "camille+x@example.org"),
        ("ｃamille@example.org", "camille@example.org"),
        ("no-at-sign", "no-at-sign"),
    ],
)
def test_email_key_folds_what_names_the_same_mailbox(typed: str, key: str) -> None:
    assert email_key(typed) == key


def test_email_key_keeps_cyrillic_look_alike_apart() -> None:
    assert email_key("camille@exаmple.org") != email_key("camille@example.org")


def test_email_key_with_a_domain_that_idna_refuses_does_not_raise() -> None:
    assert email_key("a@-bad-.example") == "a@-bad-.example"


def test_deliverable_keeps_the_local_part_as_typed() -> None:
    assert deliverable("Camille@BÜCHER.example") == "Camille@xn--bcher-kva.example"
