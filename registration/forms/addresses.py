"""A new address for a registration, and who takes a place that is passed on."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agenda.admission import may_register
from agenda.models import Audience
from agenda.services.current import current_programme
from registration.forms.fields import EmailField, ListField
from registration.forms.person import SuccessorMixin
from registration.models import Quota, Registration


def bare_helper(*fields: Any) -> FormHelper:
    """The fields alone: the page holds the form's tag and its token."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


class NewAddressForm(forms.Form):
    email = EmailField(
        label=_("New e-mail address"),
        help_text=_("We write to it: the link in that mail confirms it."),
        error_messages={"required": _("Write the new address.")},
    )

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registration = registration
        self.fields["email"].widget.attrs["enterkeyhint"] = "send"
        self.helper = bare_helper("email")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email == self.registration.email:
            raise forms.ValidationError(_("This is the address that we use already."), "same")
        return email


class SuccessorAddressForm(NewAddressForm):
    email = EmailField(
        label=_("E-mail address of the person who comes instead"),
        help_text=_("The link in our mail lets that person take the place."),
        error_messages={"required": _("Write the person’s address.")},
    )


class SuccessorForm(SuccessorMixin):
    """Filled in by the one who takes the place."""

    audience = ListField(
        label=_("You are"),
        queryset=Audience.objects.registering(),
        empty_label=_("Choose"),
        error_messages={
            "required": _("Choose the line that fits you best."),
            "invalid_choice": _("Choose a line from the list."),
        },
    )
    language = forms.ChoiceField(
        label=_("Language of our messages"),
        choices=settings.LANGUAGES,
        help_text=_("Mails, ticket and calendar entries."),
        error_messages={
            "required": _("Choose a language."),
            "invalid_choice": _("Choose a language."),
        },
    )

    def __init__(self, *args: Any, quota: Quota | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quota = quota
        self.helper = bare_helper(
            Row(Column("first_name"), Column("last_name")), "organisation", "audience", "language"
        )

    def clean_audience(self) -> Any:
        audience = self.cleaned_data["audience"]
        days = current_programme().days_by_date
        day = days.get(self.quota.day.date) if self.quota else None
        if day and self.quota and not may_register(day, audience.slug, self.quota.way):
            raise forms.ValidationError(_("The day is not open to this audience."), "refused")
        return audience
