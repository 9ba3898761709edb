from modeltranslation.translator import TranslationOptions, register

from registration.checkin.models import Door


@register(Door)
class DoorTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("fr", "en")
