"""A code that is typed, and the form that it opens."""

from dataclasses import replace
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from registration.forms.addresses import bare_helper
from registration.forms.fields import EmailField, LineField
from registration.forms.layout import WayCards
from registration.forms.registering import RegistrationForm
from registration.models import InvitationCode, Invitee
from registration.services.availability import WayAvailability
from registration.services.plans import RegistrationRequest


class CodeForm(forms.Form):
    code = LineField(
        label=_("Invitation code"),
        max_length=80,
        autocomplete="off",
        help_text=_("As it was sent to you; capitals, spaces and hyphens do not matter."),
        error_messages={"required": _("Write the code.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"enterkeyhint": "go", "autocapitalize": "characters", "spellcheck": "false"}
        self.fields["code"].widget.attrs |= attrs
        self.helper: FormHelper = bare_helper("code")


class InvitedForm(RegistrationForm):
    """The form as a code opens it: its own way of coming, whatever the window."""

    def __init__(self, *args: Any, invitation: InvitationCode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def asks(self, place: WayAvailability) -> bool:
        return super().asks(place) and not self.invitation.skips_approval

    def add_code_refused(self) -> None:
        """The last of its places went, or its deadline came, while the form was filled in."""
        message = _("The places of this code have just run out, or its time is over.")
        self.add_error("way", message)

    def to_request(self) -> RegistrationRequest:
        return replace(super().to_request(), code=self.invitation.code)


class TellMeForm(forms.Form):
    email = EmailField(
        label=_("E-mail address"),
        help_text=_("For this one message; it is erased once that is sent."),
        error_messages={"required": _("Write your e-mail address.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["enterkeyhint"] = "send"
        self.helper: FormHelper = bare_helper("email")


class InviteeForm(InvitedForm):
    """A person of a delegation confirms: the address is the one that was invited."""

    email = None  # type: ignore[assignment]

    def __init__(self, *args: Any, invitee: Invitee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitee = invitee

    @cached_property
    def helper(self) -> FormHelper:
        return bare_helper(
            Fieldset(_("How will you come?"), WayCards()),
            Fieldset(
                _("Who are you?"),
                Row(Column("first_name"), Column("last_name")),
                Row(Column("organisation"), Column("organisation_type")),
                "audience",
                Row(Column("role"), Column("country")),
            ),
            Fieldset(
                _("What should we know?"),
                "access_needs",
                "access_note",
                "access_consent",
                "newsletter",
            ),
        )

    def to_request(self) -> RegistrationRequest:
        self.cleaned_data |= {"email": self.invitee.email}
        return super().to_request()
