from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registration.forms.access import AccessNeedsMixin
from registration.forms.person import PersonMixin


class CorrectionForm(AccessNeedsMixin, PersonMixin):
    """What a person may correct alone; the address and the way of coming are not among it."""

    field_order = ("first_name", "last_name", "organisation", "role", "language")

    language = forms.ChoiceField(
        label=_("Language of our messages"),
        choices=settings.LANGUAGES,
        help_text=_("Mails, ticket and calendar entries."),
        error_messages={
            "required": _("Choose a language."),
            "invalid_choice": _("Choose a language."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset(
                _("Who are you?"),
                Row(Column("first_name"), Column("last_name")),
                Row(Column("organisation"), Column("role")),
                "language",
            ),
            Fieldset(
                _("What should we know?"),
                "access_needs",
                "access_note",
                "access_consent",
            ),
        )
