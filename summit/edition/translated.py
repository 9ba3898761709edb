"""Which fields of a model hold one text per language."""

from functools import cache
from typing import Any

from django.db import models
from modeltranslation.translator import translator


@cache
def translated_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Names without their language, in the order of the model; none where nothing is translated.

    Modeltranslation itself keeps them in no order.
    """
    if model not in translator.get_registered_models():
        return ()
    options: Any = translator.get_options_for_model(model)
    fields = model._meta.concrete_fields
    return tuple(field.name for field in fields if field.name in options.fields)
