import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from summit.design.templatetags.design import typo
from summit.design.typography import set_spaces

N, B = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("Puis-je venir ?", f"Puis-je venir{N}?"),
        ("Oui : demain ; non !", f"Oui{N}: demain{N}; non{N}!"),
        ("« AI for Efficiency »", f"«{N}AI for Efficiency{N}»"),
        ("9 h – 18 h 15", f"9{N}h – 18{N}h{N}15"),
        ("à 17 h 25.", f"à 17{N}h{N}25."),
        ("3 500 places", f"3{N}500 places"),
        ("1 234 567", f"1{N}234{N}567"),
        ("91 % des inscrits", f"91{N}% des inscrits"),
        ("400 millions de dollars", f"400{B}millions de dollars"),
        ("le 11 février 2025", f"le 11{B}février 2025"),
        ("Sommet pour l’Action sur l’IA", f"Sommet pour l’Action sur{B}l’IA"),
    ],
)
def test_french_text_gets_its_no_break_spaces(stored: str, printed: str) -> None:
    assert set_spaces(stored, "fr") == printed


@pytest.mark.parametrize(
    "text", ["en 2025 300 personnes", "4 heures", "https://exemple.fr/a?b=1;c:2", "Bonjour: oui"]
)
def test_french_text_without_a_rule_stays_as_it_is(text: str) -> None:
    assert set_spaces(text, "fr") == text


def test_english_text_gets_its_day_bound_to_the_month_and_nothing_else() -> None:
    assert set_spaces("Oh ? « 9 h » on 11 February", "en") == f"Oh ? « 9 h » on 11{B}February"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_last_letter_or_roman_number_stays_with_its_name(language: str) -> None:
    text = "Station F, Salle IV"
    assert set_spaces(text, language) == f"Station{B}F, Salle{B}IV"
    for plain in ("de R&D", "par C. Gorintin", "to whom I speak", "Plan A", "avec X’s"):
        assert set_spaces(plain, language) == plain


def test_setting_spaces_twice_changes_nothing_more() -> None:
    once = set_spaces("« Quoi ? » le 6 février à 9 h 30 : 3 500", "fr")
    assert set_spaces(once, "fr") == once


def test_typo_leaves_tags_and_attributes_alone() -> None:
    html = mark_safe('<a title="Quoi ?" href="/a ?b">Quoi ?</a>')
    with translation.override("fr"):
        result = typo(html)
    assert result == f'<a title="Quoi ?" href="/a ?b">Quoi{N}?</a>'


def test_typo_in_a_template_escapes_plain_text_and_keeps_safe_text() -> None:
    template = Template("{{ plain|typo }}{{ safe|typo }}")
    with translation.override("fr"):
        shown = template.render(Context({"plain": "<b> ?", "safe": mark_safe("<b>Oui !</b>")}))
    assert shown == f"&lt;b&gt;{N}?<b>Oui{N}!</b>"


def test_typo_of_plain_text_is_not_declared_safe() -> None:
    assert not isinstance(typo("<script>"), SafeString)
