"""Forms of the desk. Fields check as on the public form; the desk may be reached by telephone."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agenda.models import Audience, OrganisationType
from registration.countries import country_choices
from registration.forms.fields import EmailField, LineField, NoteField
from registration.forms.person import PersonMixin, SuccessorMixin
from registration.models import AccessNeed, Registration, Way
from registration.services.plans import RegistrationRequest

DESK_CONSENT = _("Agreed to by the person, told at the desk.")


def reason_field(*, required: bool = True) -> LineField:
    return LineField(
        label=_("Reason"),
        max_length=200,
        required=required,
        help_text=_("Kept in the history. Say no more of the person than needed."),
    )


class DetailsForm(PersonMixin):
    """What the desk may correct without a new message to the person."""

    organisation_type = forms.ModelChoiceField(
        label=_("Type of organisation"),
        queryset=OrganisationType.objects.all(),
        required=False,
    )
    audience = forms.ModelChoiceField(label=_("Audience"), queryset=Audience.objects.registering())
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the messages"), choices=settings.LANGUAGES, initial="fr"
    )
    access_needs = forms.MultipleChoiceField(
        label=_("Access needs"),
        choices=AccessNeed.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    access_note = NoteField(label=_("Note for reception"), max_length=500, required=False)
    access_consent = forms.BooleanField(
        label=_("The person agrees that these needs are kept until seven days after the event."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "—"), *country_choices()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        told = cleaned.get("access_needs") or cleaned.get("access_note")
        if told and not cleaned.get("access_consent"):
            self.add_error(
                "access_consent", _("Access needs are kept only with the person’s agreement.")
            )
        return cleaned

    def consent_text(self) -> str:
        return str(DESK_CONSENT) if self.cleaned_data["access_consent"] else ""

    @staticmethod
    def initial_from(registration: Registration) -> dict[str, Any]:
        return {
            "first_name": registration.first_name,
            "last_name": registration.last_name,
            "organisation": registration.organisation,
            "organisation_type": registration.organisation_type_id,
            "audience": registration.audience_id,
            "role": registration.role,
            "country": registration.country,
            "language": registration.language,
            "access_needs": registration.access_needs,
            "access_note": registration.access_note,
            "access_consent": bool(registration.access_needs or registration.access_note),
        }


class RegisterForm(DetailsForm):
    way = forms.ChoiceField(label=_("Way of coming"), choices=Way.choices)
    wait_in_person = forms.BooleanField(
        label=_("If it is full in person: waiting list, and online meanwhile"), required=False
    )
    email = EmailField(label=_("E-mail address"))

    field_order = ["way", "wait_in_person", "first_name", "last_name", "email"]

    def to_request(self) -> RegistrationRequest:
        data = self.cleaned_data
        kind = data["organisation_type"]
        return RegistrationRequest(
            way=data["way"],
            wait_in_person=data["wait_in_person"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            email=data["email"],
            organisation=data["organisation"],
            audience_id=data["audience"].pk,
            organisation_type_id=kind.pk if kind else None,
            role=data["role"],
            country=data["country"],
            access_needs=tuple(data["access_needs"]),
            access_note=data["access_note"],
            access_consent_text=self.consent_text(),
            language=data["language"],
        )


class AddressForm(forms.Form):
    email = EmailField(
        label=_("New e-mail address"),
        help_text=_(
            "The links sent to the old address stop working; "
            "the confirmation and the invitation go to the new one."
        ),
    )


class ReplaceForm(SuccessorMixin):
    """Who comes instead, as told to the desk."""

    email = EmailField(label=_("E-mail address"))
    audience = forms.ModelChoiceField(label=_("Audience"), queryset=Audience.objects.registering())
    language = forms.ChoiceField(
        label=_("Language of the messages"), choices=settings.LANGUAGES, initial="fr"
    )
    reason = reason_field()


class ReasonForm(forms.Form):
    reason = reason_field()


class ConfirmForm(ReasonForm):
    adds_place = forms.BooleanField(
        label=_("If no place is free, add one for this person"),
        required=False,
        help_text=_("The number of places in person then grows by one, for good."),
    )


class CancelForm(forms.Form):
    reason = reason_field(required=False)


class WayForm(forms.Form):
    """How someone comes who holds nothing any more."""

    way = forms.ChoiceField(label=_("Way of coming"), choices=Way.choices)
    wait_in_person = forms.BooleanField(
        label=_("If it is full in person: waiting list, and online meanwhile"), required=False
    )


class SeatForm(forms.Form):
    session = forms.ChoiceField(label=_("Session"))
    wait = forms.BooleanField(label=_("If it is full: waiting list"), required=False)

    def __init__(self, *args: Any, sessions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = sessions


class WordsForm(forms.Form):
    words = NoteField(
        label=_("Words for the person"),
        max_length=500,
        required=False,
        help_text=_("They stand in the message, below the answer. Empty: the answer alone."),
    )


class NothingToFillForm(forms.Form):
    """A question answered by its button."""
