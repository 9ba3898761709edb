"""Partners, exhibitors and the call for projects."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.models.base import Ordered, Sourced, in_any_language
from agenda.models.lists import Axis, Sector
from agenda.models.sessions import Session


class PartnerRole(models.TextChoices):
    ORGANISER = "organiser", _("Organisers")
    SUPPORTER = "supporter", _("Supporters")
    PARTNER = "partner", _("Partners")


class PartnerScope(models.TextChoices):
    SUMMIT = "summit", _("Summit")
    SCIENTIFIC_DAYS = "scientific-days", _("Scientific days")
    CULTURAL_WEEKEND = "cultural-weekend", _("Cultural weekend")
    BUSINESS_DAY = "business-day", _("Business Day")


class Partner(Ordered, Sourced):
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=12, choices=PartnerRole.choices)
    scope = models.CharField(_("part of the week"), max_length=20, choices=PartnerScope.choices)
    role_label = models.CharField(_("what it does"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return in_any_language(self, "name") or self.slug


class Exhibitor(Ordered, Sourced):
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    sector = models.ForeignKey(
        Sector, verbose_name=_("sector"), on_delete=models.PROTECT, null=True, blank=True
    )
    axis = models.ForeignKey(
        Axis, verbose_name=_("axis"), on_delete=models.PROTECT, null=True, blank=True
    )
    laureate = models.BooleanField(_("winner of the call"), null=True, blank=True)
    presence_confirmed = models.BooleanField(_("presence confirmed"), default=False)
    stand = models.CharField(_("stand"), max_length=40, blank=True)
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.PROTECT, null=True, blank=True
    )

    class Meta:
        verbose_name = _("exhibitor")
        verbose_name_plural = _("exhibitors")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class ProjectCall(Ordered):
    """A call for projects of the Business Day; no winner is named until confirmed."""

    name = models.CharField(_("name"), max_length=200)
    runner = models.ForeignKey(
        Partner, verbose_name=_("run by"), on_delete=models.PROTECT, null=True, blank=True
    )
    summary = models.TextField(_("summary"), blank=True)
    criteria = models.TextField(_("criteria, one a line"), blank=True)
    laureates_confirmed = models.BooleanField(_("winners confirmed"), default=False)

    class Meta:
        verbose_name = _("call for projects")
        verbose_name_plural = _("calls for projects")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name
