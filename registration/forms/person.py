"""Who someone is, as every form of registration asks it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registration.forms.fields import LineField, NameField
from registration.services.replacing import Successor


class PersonMixin(forms.Form):
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


class SuccessorMixin(PersonMixin):
    """Who comes instead; each form adds `audience` and `language` in words of its own."""

    role = None  # type: ignore[assignment]

    def to_successor(self) -> Successor:
        data = self.cleaned_data
        return Successor(
            first_name=data["first_name"],
            last_name=data["last_name"],
            organisation=data["organisation"],
            audience_id=data["audience"].pk,
            language=data["language"],
        )
