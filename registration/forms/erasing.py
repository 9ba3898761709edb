"""Erasing oneself: what was asked for elsewhere, on its own, may stay."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _


class ErasureForm(forms.Form):
    newsletter = forms.BooleanField(
        label=_("End the newsletter too, and erase my subscription"), required=False, initial=True
    )

    def __init__(self, *args: Any, has_newsletter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_newsletter:
            del self.fields["newsletter"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def with_newsletter(self) -> bool:
        """A subscription that the page did not ask about goes with the rest."""
        return bool(self.cleaned_data.get("newsletter", True))
