"""Words and figures of the home page."""

from collections import defaultdict

from django.db import models
from django.utils.translation import gettext_lazy as _

from summit.edition.page_links import validate_page_links
from summit.edition.publishing import Loadable, Publishable


class SiteTextQuerySet(models.QuerySet["SiteText"]):
    def by_group(self) -> dict[str, dict[str, str]]:
        """Every text in the active language: `home.tagline` under ["home"]["tagline"]."""
        groups: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for row in self:
            group, _dot, name = row.key.partition(".")
            groups[group][name] = row.text or ""
        return dict(groups)


class SiteText(models.Model):
    """One text of the site, found by its key. Keys are known to the templates."""

    key = models.CharField(_("key"), max_length=60, unique=True)
    text = models.TextField(
        _("text"),
        validators=[validate_page_links],
        help_text=_("Light Markdown where the page shows paragraphs, plain text in titles."),
    )
    loaded = models.JSONField(default=dict, editable=False)

    objects = SiteTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of the home page")
        verbose_name_plural = _("texts of the home page")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key


class AxisCopy(Loadable):
    """How the home page sells one axis of the Business Day; `slug` is the axis’ key."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("Business Day axis on the home page")
        verbose_name_plural = _("Business Day axes on the home page")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title or self.slug


class Reason(Loadable, Publishable):
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("reason to come")
        verbose_name_plural = _("reasons to come")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title or self.slug


class KeyFigure(Loadable, Publishable):
    value = models.PositiveIntegerField(_("number"))
    display = models.CharField(_("as printed"), max_length=40)
    label = models.CharField(_("what it counts"), max_length=120)
    confidence = models.CharField(_("confidence"), max_length=8, blank=True)
    origin = models.CharField(_("origin"), max_length=10, blank=True)
    source = models.JSONField(_("sources"), default=list, blank=True)

    class Meta:
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.display or ''} {self.label or ''}".strip() or self.slug
