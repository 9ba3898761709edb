"""Legal pages, and the facts about the organiser that they name."""

import re
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from summit.edition.models import Edition, Retention
from summit.edition.page_links import validate_page_links
from summit.edition.publishing import Loadable, Publishable, PublishableQuerySet
from summit.edition.retention import period_in_words
from summit.home.meanings import MEANINGS
from summit.languages import LANGUAGES, language_now

RETENTION = "retention_registration"
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class LegalPlaceholderQuerySet(models.QuerySet):
    def values_by_key(self, language: str) -> dict[str, str]:
        """The value of every placeholder in one language, empty where none was given."""
        return {key: value or "" for key, value in self.values_list("slug", f"value_{language}")}

    def conformity(self) -> str:
        """How accessible the site says it is; its home page has to tell (decree 2019-768)."""
        row = self.filter(slug="conformity_status").first()
        return (row and row.value) or ""

    def in_active_language(self) -> dict[str, str]:
        language = language_now()
        return self.values_by_key(language)


class LegalPlaceholder(Loadable):
    """A fact that legal texts name as `{slug}`.

    How long registrations are kept is told by the edition where it sees to it that they go.
    """

    meaning = models.CharField(_("meaning"), max_length=200)
    value = models.TextField(_("value"), blank=True)

    objects = LegalPlaceholderQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact for legal texts")
        verbose_name_plural = _("facts for legal texts")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.slug} ({self.what_it_is})"

    @property
    def what_it_is(self) -> str:
        """In the reader's language, where the site knows the fact."""
        return str(MEANINGS.get(self.slug, self.meaning))

    def clean(self) -> None:
        """A fact that a published page names cannot be emptied."""
        is_whole = all(getattr(self, f"value_{language}") for language in LANGUAGES)
        if is_whole or self.slug == RETENTION:
            return
        pages = [page for page in LegalPage.objects.published() if self.slug in page.placeholders]
        if pages:
            raise ValidationError(
                _("“%(page)s” is published and needs this fact in both languages."),
                params={"page": pages[0]},
            )


class LegalPageQuerySet(PublishableQuerySet):
    def for_page(self, page: str) -> Self:
        return self.filter(page=page)


class LegalPage(Loadable, Publishable):
    """A legal text; `page` is the name of the page that shows it."""

    page = models.CharField(_("page"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(
        _("text"),
        validators=[validate_page_links],
        help_text=_("Light Markdown with “## ” headings; facts are written {like_this}."),
    )

    objects = LegalPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal page")
        verbose_name_plural = _("legal pages")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title or self.slug

    def clean(self) -> None:
        """Refuses to publish while a fact it names is missing in a language."""
        super().clean()
        if self.is_published and (missing := self.missing_placeholders()):
            raise ValidationError(
                {
                    "status": gettext("This page cannot be published yet. Fill in first: %(keys)s.")
                    % {"keys": ", ".join(missing)}
                }
            )

    def get_absolute_url(self) -> str:
        return reverse(f"home:{self.page.replace('-', '_')}")

    @property
    def placeholders(self) -> set[str]:
        return {
            key
            for language in LANGUAGES
            for key in PLACEHOLDER.findall(getattr(self, f"body_{language}") or "")
        }

    def missing_placeholders(self) -> list[str]:
        """Keys of facts it names that have no value in a language, or do not exist."""
        missing = set()
        for language in LANGUAGES:
            values = self._facts(language)
            missing |= {key for key in self.placeholders if not values.get(key)}
        return sorted(missing)

    def filled_body(self) -> str:
        """The text in the active language with its facts put in."""
        values = self._facts(language_now())
        return PLACEHOLDER.sub(lambda match: values.get(match[1], ""), self.body or "")

    def _facts(self, language: str) -> dict[str, str]:
        """The facts as organisers wrote them, and the period as the edition keeps to it."""
        values = LegalPlaceholder.objects.values_by_key(language)
        if RETENTION in self.placeholders:
            edition = Edition.objects.seen()
            if edition.retention == Retention.ERASED or not values.get(RETENTION):
                values[RETENTION] = period_in_words(edition, language)
        return values
