from modeltranslation.translator import TranslationOptions, register

from faq.models import Category, Question


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("fr", "en")


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("question", "answer")
