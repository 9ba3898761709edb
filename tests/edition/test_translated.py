import pytest
from django.utils import translation

from agenda.models import Release, Venue
from faq.models import Question
from summit.edition.translated import translated_fields
from summit.languages import LANGUAGES, language_now


def test_translated_fields_stand_in_the_order_of_the_model() -> None:
    names = [field.name for field in Venue._meta.concrete_fields]
    found = translated_fields(Venue)

    assert translated_fields(Question) == ("question", "answer")
    assert "directions" in found
    assert sorted(found, key=names.index) == list(found)


def test_model_without_translations_has_no_translated_fields() -> None:
    assert translated_fields(Release) == ()


@pytest.mark.parametrize(
    ("active", "expected"),
    [("fr", "fr"), ("en", "en"), ("en-gb", "en"), (None, "fr"), ("de", "fr")],
)
def test_language_now_is_one_of_the_site(active: str | None, expected: str) -> None:
    with translation.override(active):
        assert language_now() == expected
    assert LANGUAGES == ("fr", "en")
