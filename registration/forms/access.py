"""Access needs with the consent that storing them asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registration.forms.fields import NoteField
from registration.models import AccessNeed

CONSENT_TEXT = _(
    "I agree that the organisers keep these needs to welcome me. "
    "They are deleted seven days after the event."
)


class AccessNeedsMixin(forms.Form):
    access_needs = forms.MultipleChoiceField(
        label=_("On site, what do you need?"),
        choices=AccessNeed.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the needs listed.")},
    )
    access_note = NoteField(label=_("A word for reception"), max_length=500, required=False)
    access_consent = forms.BooleanField(
        label=CONSENT_TEXT,
        help_text=_("Needed only where you tell us a need."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        told = cleaned.get("access_needs") or cleaned.get("access_note")
        if told and not cleaned.get("access_consent"):
            message = _("Tick this box so that we may keep your needs, or take them out.")
            self.add_error("access_consent", message)
        return cleaned

    def consent_text(self) -> str:
        """The words that were agreed to, in the language they were read in; empty if none."""
        return str(CONSENT_TEXT) if self.cleaned_data.get("access_consent") else ""
