from modeltranslation.translator import TranslationOptions, register

from summit.edition.models import Edition


@register(Edition)
class EditionTranslation(TranslationOptions):
    fields = ("name", "long_name", "short_name", "summary", "city", "sender_name")
