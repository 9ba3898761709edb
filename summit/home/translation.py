from modeltranslation.translator import TranslationOptions, register

from summit.home.models import (
    Announcement,
    AxisCopy,
    KeyFigure,
    LegalPage,
    LegalPlaceholder,
    Reason,
    SiteText,
)


@register(SiteText)
class SiteTextTranslation(TranslationOptions):
    fields = ("text",)
    required_languages = ("fr", "en")


@register(AxisCopy)
@register(Reason)
class TitledTranslation(TranslationOptions):
    fields = ("title", "text")
    required_languages = ("fr", "en")


@register(KeyFigure)
class KeyFigureTranslation(TranslationOptions):
    fields = ("display", "label")
    required_languages = ("fr", "en")


@register(Announcement)
class AnnouncementTranslation(TranslationOptions):
    fields = ("title", "body")


@register(LegalPage)
class LegalPageTranslation(TranslationOptions):
    fields = ("title", "body")
    required_languages = ("fr", "en")


@register(LegalPlaceholder)
class LegalPlaceholderTranslation(TranslationOptions):
    fields = ("value",)
