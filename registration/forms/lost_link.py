from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from registration.forms.fields import EmailField


class LostLinkForm(forms.Form):
    email = EmailField(
        label=_("E-mail address"),
        help_text=_("The one you registered with."),
        error_messages={"required": _("Write your e-mail address.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["enterkeyhint"] = "send"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("email")
