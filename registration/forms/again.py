from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django.utils.translation import gettext_lazy as _

from registration.forms.layout import WayCards
from registration.forms.registering import RegistrationForm
from registration.models import Registration
from registration.services.plans import RegistrationRequest


class AgainForm(RegistrationForm):
    """Registering once more under the address of a cancelled registration, which stays."""

    email = None  # type: ignore[assignment]
    newsletter = None  # type: ignore[assignment]

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registration = registration
        self.helper.layout = Layout(
            Fieldset(_("How will you come?"), WayCards()),
            Fieldset(
                _("Who are you?"),
                Row(Column("first_name"), Column("last_name")),
                Row(Column("organisation"), Column("organisation_type")),
                "audience",
                Row(Column("role"), Column("country")),
            ),
            Fieldset(_("What should we know?"), "access_needs", "access_note", "access_consent"),
        )

    def to_request(self) -> RegistrationRequest:
        self.cleaned_data |= {"email": self.registration.email, "newsletter": False}
        return super().to_request()


def known_of(registration: Registration) -> dict[str, Any]:
    """What the form starts from. Access needs were erased with the cancellation."""
    kind = registration.organisation_type
    names = ("first_name", "last_name", "organisation", "role", "country")
    return {
        **{name: getattr(registration, name) for name in names},
        "audience": registration.audience.slug,
        "organisation_type": kind.slug if kind else "",
    }
