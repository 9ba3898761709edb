from modeltranslation.translator import TranslationOptions, register

from summit.newsletter.models import Newsletter


@register(Newsletter)
class NewsletterTranslation(TranslationOptions):
    fields = ("title", "pitch", "label", "button", "consent", "pending", "confirmed")
    required_languages = ("fr", "en")
