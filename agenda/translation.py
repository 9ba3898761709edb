from modeltranslation.translator import TranslationOptions, register

from agenda import models


@register(
    [
        models.Track,
        models.Series,
        models.Format,
        models.Language,
        models.OrganisationType,
        models.Room,
    ]
)
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register([models.Axis, models.Sector])
class NameAndSummaryTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(models.Audience)
class AudienceTranslation(TranslationOptions):
    fields = ("name", "summary", "phrase")


@register(models.AccessRule)
class AccessRuleTranslation(TranslationOptions):
    fields = ("badge", "title", "text")


@register(models.Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name", "question", "summary", "mark")


@register(models.Venue)
class VenueTranslation(TranslationOptions):
    fields = ("name", "role", "directions", "accessibility_note")


@register(models.Day)
class DayTranslation(TranslationOptions):
    fields = ("title", "summary", "access_note")


@register(models.Speaker)
class SpeakerTranslation(TranslationOptions):
    fields = ("function", "organisation")


@register(models.Session)
class SessionTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(models.Partner)
class PartnerTranslation(TranslationOptions):
    fields = ("name", "role_label")


@register(models.Exhibitor)
class ExhibitorTranslation(TranslationOptions):
    fields = ("summary",)


@register(models.ProjectCall)
class ProjectCallTranslation(TranslationOptions):
    fields = ("summary", "criteria")
