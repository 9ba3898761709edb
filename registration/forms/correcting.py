from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from registration.forms.access import AccessNeedsMixin
from registration.forms.fields import LineField, NameField


class CorrectionForm(AccessNeedsMixin, forms.Form):
    """What a person may correct alone; the address and the way of coming are not among it."""

    field_order = ("first_name", "last_name", "organisation", "role")

    first_name = NameField(
        label=_("First name"),
        max_length=80,
        autocomplete="given-name",
        error_messages={"required": _("Write your first name.")},
    )
    last_name = NameField(
        label=_("Last name"),
        max_length=80,
        autocomplete="family-name",
        error_messages={"required": _("Write your last name.")},
    )
    organisation = LineField(
        label=_("Organisation"),
        max_length=120,
        autocomplete="organization",
        error_messages={"required": _("Write the name of your organisation.")},
    )
    role = LineField(
        label=_("Role"), max_length=120, required=False, autocomplete="organization-title"
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
            ),
            Fieldset(
                _("What should we know?"),
                "access_needs",
                "access_note",
                "access_consent",
            ),
        )
