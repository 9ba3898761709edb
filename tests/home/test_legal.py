import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from summit.edition.models import Retention
from summit.edition.publishing import Status
from tests.home.factories import make_fact, make_legal_page
from tests.registration.factories import make_edition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("missing", ["value_fr", "value_en"])
def test_legal_page_naming_an_empty_fact_is_not_published(missing: str) -> None:
    make_fact(**{missing: ""})
    page = make_legal_page(status=Status.PUBLISHED)

    with pytest.raises(ValidationError) as refusal:
        page.full_clean()

    assert "organiser_name" in refusal.value.message_dict["status"][0]


def test_legal_page_naming_an_unknown_fact_is_not_published() -> None:
    page = make_legal_page(status=Status.PUBLISHED)

    with pytest.raises(ValidationError, match="organiser_name"):
        page.full_clean()


def test_legal_page_as_draft_may_name_empty_facts() -> None:
    make_fact(value_fr="")

    make_legal_page().full_clean()


def test_fact_named_by_a_published_page_cannot_be_emptied() -> None:
    fact = make_fact()
    make_legal_page(status=Status.PUBLISHED)
    fact.value_en = ""

    with pytest.raises(ValidationError, match=r"Mentions|Notice"):
        fact.full_clean()


def test_legal_page_shows_its_facts_in_each_language(client: Client) -> None:
    make_fact()
    make_legal_page(status=Status.PUBLISHED)

    french = client.get("/fr/legal-notice/").content.decode()
    english = client.get("/en/legal-notice/").content.decode()

    assert "<h2>Éditeur</h2>\n<p>Nous</p>" in french
    assert "<h2>Publisher</h2>\n<p>Us</p>" in english


def test_legal_page_fact_with_markup_stays_text(client: Client) -> None:
    make_fact(value_fr="<script>alert(1)</script> {organiser_name}")
    make_legal_page(status=Status.PUBLISHED)

    html = client.get("/fr/legal-notice/").content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("page", ["privacy", "accessibility", "legal-notice"])
def test_legal_page_not_published_is_announced_with_404(client: Client, page: str) -> None:
    make_legal_page()

    response = client.get(f"/en/{page}/")

    assert response.status_code == 404
    assert "Text in preparation" in response.content.decode()


def test_privacy_notice_tells_the_period_that_the_edition_keeps_to() -> None:
    make_edition(months_kept=6)
    fact = make_fact("retention_registration", value_fr="", value_en="")
    page = make_legal_page(
        status=Status.PUBLISHED,
        body_fr="Inscriptions : {retention_registration}.",
        body_en="Registrations: {retention_registration}.",
    )
    page.full_clean()
    fact.full_clean()

    with override("fr"):
        assert page.filled_body() == (
            "Inscriptions : 6 mois après le dernier jour de l’événement, puis effacement."
        )


def test_privacy_notice_tells_the_organisers_words_where_they_keep_people() -> None:
    make_edition(retention=Retention.KEPT)
    page = make_legal_page(body_en="Registrations: {retention_registration}.")

    with override("en"):
        before = page.filled_body()
        make_fact("retention_registration", value_fr="dix ans", value_en="ten years")
        after = page.filled_body()

    assert before == "Registrations: until the organisers erase them."
    assert after == "Registrations: ten years."
