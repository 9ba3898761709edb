import pytest

from summit.folding import fold, one_visible_line, singular


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Élysée", "elysee"),
        ("ŒUVRE", "oeuvre"),
        ("Straße", "strasse"),
        ("e\u0301cole", "ecole"),
        ("L’IA", "l’ia"),
        ("PLAIN", "plain"),
    ],
)
def test_fold_letter_with_accent_or_ligature_becomes_plain(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_singular_of_a_short_word_is_the_word() -> None:
    assert [singular(word) for word in ("places", "enjeux", "bus", "ia")] == [
        "place",
        "enjeu",
        "bus",
        "ia",
    ]


def test_one_visible_line_parts_words_at_signs_nobody_sees() -> None:
    assert one_visible_line("  l’IA\r\n\x00et\u202edroit \ud800 ") == "l’IA et droit"
