"""The subscription form."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from summit.accounts.emails import deliverable
from summit.newsletter.models import Newsletter


class SubscriptionForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("This address is not complete; it looks like name@example.org."),
            "max_length": _("This address is too long: 254 characters at most."),
        },
    )
    consent = forms.BooleanField(
        error_messages={"required": _("Tick this box if you want to receive the newsletter.")}
    )
    # No one sees this field; a robot fills it.
    reference = forms.CharField(required=False, label=_("Leave this field empty"))

    def __init__(self, newsletter: Newsletter | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = newsletter.label if newsletter else _("E-mail address")
        self.fields["consent"].label = newsletter.consent if newsletter else _("I agree.")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes it
        self.helper.layout = Layout("email", "consent")

    def clean_email(self) -> str:
        return deliverable(self.cleaned_data["email"])

    @property
    def is_from_robot(self) -> bool:
        return bool(self.cleaned_data.get("reference"))
