from modeltranslation.translator import TranslationOptions, register

from registration.models import Quota, Reminder


@register(Quota)
class QuotaTranslation(TranslationOptions):
    fields = ("name",)


@register(Reminder)
class ReminderTranslation(TranslationOptions):
    fields = ("subject", "message")
