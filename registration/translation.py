from modeltranslation.translator import TranslationOptions, register

from registration.models import Quota


@register(Quota)
class QuotaTranslation(TranslationOptions):
    fields = ("name",)
