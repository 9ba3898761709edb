import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.http import urlencode

from summit.design import icons, motif
from summit.design.templatetags import design

ROOT = Path(__file__).resolve().parents[2]


def test_icon_is_hidden_from_assistive_technology_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in design.icon("ticket")
    speaking = design.icon("x", label="Fermer <ici>")
    assert 'role="img" aria-label="Fermer &lt;ici&gt;"' in speaking
    assert "aria-hidden" not in speaking


def test_icon_outside_the_set_is_an_error() -> None:
    with pytest.raises(KeyError):
        design.icon("unicorn")


def test_every_icon_named_in_a_template_is_in_the_set() -> None:
    named = set()
    for folder in ("templates", "summit", "agenda", "registration", "faq"):
        for template in (ROOT / folder).rglob("*.html"):
            named |= set(
                re.findall(r"(?:\bicon |icon_name=)\"([a-z0-9-]+)\"", template.read_text())
            )
    assert named - icons.load_drawings().keys() == set()


def test_theme_mark_names_the_theme_for_those_who_do_not_see_the_letters() -> None:
    theme = {"slug": "confiance", "name": "L’IA de <confiance>"}
    with translation.override("fr"):
        assert ">CO</span>" in design.theme_mark(theme)
    with translation.override("en"):
        mark = design.theme_mark(theme)
    assert '<span class="theme-mark theme-co" aria-hidden="true">TR</span>' in mark
    assert '<span class="visually-hidden">L’IA de &lt;confiance&gt;</span>' in mark


def test_theme_mark_of_a_new_theme_borrows_its_first_letters() -> None:
    assert ">SA</span>" in design.theme_mark({"slug": "sante", "name": "Santé"})


@pytest.mark.parametrize("variant", motif.NAVES)
def test_nave_has_six_ribs_and_no_style_attribute(variant: str) -> None:
    drawing = motif.draw_nave(variant)
    assert drawing.count('<g class="rib') == 6
    assert "style=" not in drawing


def test_nave_of_a_day_paints_one_rib_and_numbers_the_feet() -> None:
    drawing = motif.draw_nave("during", today=5, first_day=6)
    assert drawing.count('class="rib today"') == 1
    assert re.findall(r">(\d+)</text>", drawing) == ["6", "7", "8", "9", "10", "11"]


def test_feet_of_the_ribs_stand_on_one_straight_line() -> None:
    nave = motif.NAVES["hero"]
    slopes = {
        round((y - nave.cy) / (nave.cx - x), 6)
        for x, y in (nave.foot(rib, -1) for rib in range(motif.RIBS))
    }
    assert slopes == {0.38}


def page_context(path: str) -> Context:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(request.path)
    return Context({"request": request})


def test_translated_url_leads_to_the_same_page_and_keeps_the_query() -> None:
    with translation.override("fr"):
        context = page_context(reverse("agenda:day_list") + "?theme=confiance&q=a%20b")
        translated = design.translate_url_of_page(context, "en")
    with translation.override("en"):
        assert translated == reverse("agenda:day_list") + "?theme=confiance&q=a%20b"


def test_translated_url_takes_the_page_that_follows_a_sign_in_along() -> None:
    with translation.override("fr"):
        path = reverse("account_login") + "?next=/fr/agenda/%3Fq%3Da%2526b"
        translated = design.translate_url_of_page(page_context(path), "en")
        elsewhere = design.translate_url_of_page(page_context("/fr/faq/?next=https://x.org"), "en")

    assert translated == "/en/account/login/?next=/en/agenda/%3Fq%3Da%2526b"
    assert elsewhere == "/en/faq/?next=https://x.org"


@pytest.mark.parametrize("target", ["//x.org/fr/agenda/", "//[", "//[x]:9", "//a\N{ACCOUNT OF}b/"])
def test_translated_url_leaves_the_address_of_another_site_alone(target: str) -> None:
    path = f"/faq/?{urlencode({'next': target})}"

    with translation.override("fr"):
        translated = design.translate_url_of_page(page_context(f"/fr{path}"), "en")

    assert translated == f"/en{path}"


def test_translated_url_outside_any_page_is_the_home_of_that_language() -> None:
    assert design.translate_url_of_page(Context({}), "en") == "/en/"


def test_current_page_is_marked_by_the_start_of_its_view_name() -> None:
    with translation.override("fr"):
        context = page_context(reverse("faq:question_list"))
    assert design.current_page(context, "faq:") == 'aria-current="page"'
    assert design.current_page(context, "agenda:") == ""


def test_isolate_escapes_and_wraps_what_a_person_typed() -> None:
    assert design.isolate("<i>\u202e") == "<bdi>&lt;i&gt;\u202e</bdi>"


def test_state_pill_says_its_state_in_words() -> None:
    template = Template('{% include "components/_state_pill.html" with state="few" count=9 %}')
    with translation.override("en"):
        shown = template.render(Context({}))
    assert "Only 9 places left" in shown


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_emergency_page_needs_no_context_and_speaks_both_languages(name: str) -> None:
    page = render_to_string(name)
    assert 'lang="fr"' in page
    assert 'lang="en"' in page
