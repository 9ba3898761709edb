"""Announcements."""

import datetime as dt
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from summit.edition.page_links import validate_page_links
from summit.edition.publishing import Loadable, Publishable, PublishableQuerySet
from summit.home.pages import LABELS, page_choices


class AnnouncementQuerySet(PublishableQuerySet):
    def visible_on(self, day: dt.date) -> Self:
        """Published ones whose first day of display has come, newest first."""
        return self.published().filter(publish_on__lte=day)


class Announcement(Loadable, Publishable):
    publish_on = models.DateField(_("first day of display"))
    date = models.DateField(_("date of the fact"), null=True, blank=True)
    date_confirmed = models.BooleanField(_("date confirmed"), default=False)
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("text"), validators=[validate_page_links])
    page = models.CharField(
        _("page to link to"), max_length=40, choices=page_choices, blank=True, default=""
    )
    video = models.URLField(
        _("address of a video"),
        blank=True,
        default="",
        help_text=_("A summary or a recording; the announcement leads to it."),
    )
    confidence = models.CharField(_("confidence"), max_length=8, blank=True)
    source = models.JSONField(_("sources"), default=list, blank=True)
    editor_note = models.TextField(_("editor’s note"), blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-publish_on", "-order", "-pk"]

    def __str__(self) -> str:
        return self.title or self.slug

    def get_absolute_url(self) -> str:
        return reverse("home:show_announcement", args=[self.slug])

    @property
    def page_label(self) -> str:
        """What a link to its page says."""
        return str(LABELS.get(self.page, self.page))
