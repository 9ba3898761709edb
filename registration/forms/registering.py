"""The registration form: six required fields in three groups."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agenda.admission import may_register
from agenda.models import Audience, OrganisationType
from agenda.services.current import current_programme
from registration.antispam import AntispamMixin
from registration.forms.access import AccessNeedsMixin
from registration.forms.fields import CountryField, EmailField, ListField
from registration.forms.layout import WayCards
from registration.forms.person import PersonMixin
from registration.models import Way
from registration.services.availability import WayAvailability
from registration.services.plans import RegistrationRequest
from summit.languages import language_now

PRESS_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_press_key() -> str:
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class WayCard:
    """A way of coming as its radio card shows it."""

    place: WayAvailability
    id: str
    checked: bool
    asks: bool = False
    """The organisers approve each person."""

    @property
    def is_full(self) -> bool:
        return self.place.state == "full"

    @property
    def can_be_chosen(self) -> bool:
        """In person stays on offer when it is full: choosing it then means the waiting list."""
        return self.place.is_open and (not self.is_full or self.place.way == Way.IN_PERSON)


class RegistrationForm(AntispamMixin, AccessNeedsMixin, PersonMixin):
    # The order of the summary of errors: as on the page.
    field_order = (
        "way",
        "first_name",
        "last_name",
        "email",
        "organisation",
        "organisation_type",
        "audience",
        "role",
        "country",
        "access_needs",
        "access_note",
        "access_consent",
        "newsletter",
    )

    way = forms.ChoiceField(
        label=_("Mode"),
        choices=Way.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose in person or online."),
            "invalid_choice": _("Choose in person or online."),
        },
    )
    # Sent by a form that said "full": choosing in person there means joining the waiting list.
    told_full = forms.BooleanField(required=False, widget=forms.HiddenInput)
    email = EmailField(
        label=_("E-mail address"),
        help_text=_("Your ticket and the invitation for your calendar are sent there."),
        error_messages={"required": _("Write your e-mail address.")},
    )
    organisation_type = ListField(
        label=_("Type of organisation"),
        queryset=OrganisationType.objects.all(),
        required=False,
        empty_label=_("Choose"),
        error_messages={"invalid_choice": _("Choose a type from the list.")},
    )
    audience = ListField(
        label=_("You are"),
        queryset=Audience.objects.registering(),
        empty_label=_("Choose"),
        error_messages={
            "required": _("Choose the line that fits you best."),
            "invalid_choice": _("Choose a line from the list."),
        },
    )
    country = CountryField(
        label=_("Country"),
        required=False,
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={"invalid_choice": _("Choose a country from the list.")},
    )
    newsletter = forms.BooleanField(
        label=_("I would like the Summit newsletter. I can unsubscribe at any time."),
        required=False,
    )

    def __init__(self, *args: Any, ways: Sequence[WayAvailability], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways

    @cached_property
    def helper(self) -> FormHelper:
        """Built for a form that is shown; most are only read."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            Fieldset(_("How will you come?"), WayCards()),
            Fieldset(
                _("Who are you?"),
                Row(Column("first_name"), Column("last_name")),
                "email",
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
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        place = self.chosen_place()
        if place and not place.is_open:
            self.add_error("way", _("Registration is closed for this way of coming."))
        if place and (audience := cleaned.get("audience")):
            day = current_programme().days_by_date.get(place.quota.day.date)
            if day and not may_register(day, audience.slug, place.way):
                self.add_error("audience", _("The day is not open to this audience."))
        return cleaned

    def chosen_place(self) -> WayAvailability | None:
        way = self.cleaned_data.get("way")
        return next((place for place in self.ways if place.way == way), None)

    def add_places_ran_out(self, way: str) -> None:
        """Places went while the form was being filled: the choice is asked again."""
        if way == Way.IN_PERSON:
            message = _(
                "The last places in person have just been taken. Join the waiting list "
                "or choose online, then send again: the rest is kept."
            )
        else:
            message = _("The last places online have just been taken. The rest is kept.")
        self.add_error("way", message)

    def cards(self) -> list[WayCard]:
        chosen = self["way"].value()
        return [
            WayCard(
                place=place,
                id=f"id_way_{index}" if index else "id_way",
                checked=place.way == chosen,
                asks=self.asks(place),
            )
            for index, place in enumerate(self.ways)
        ]

    def asks(self, place: WayAvailability) -> bool:
        """Choosing this way is a request that the organisers decide."""
        return place.quota.requires_approval

    @property
    def waits_in_person(self) -> bool:
        """In person is full: choosing it means the waiting list."""
        return any(card.is_full and card.place.way == Way.IN_PERSON for card in self.cards())

    @property
    def next_press_key(self) -> str:
        """Names one filled-in form: it comes back, so that sending it twice stays one press."""
        sent = str(self.data.get("press_key", ""))
        return sent if PRESS_KEY.fullmatch(sent) else new_press_key()

    def consent_to_newsletter(self) -> str:
        return str(self.fields["newsletter"].label) if self.cleaned_data["newsletter"] else ""

    def to_request(self) -> RegistrationRequest:
        data = self.cleaned_data
        organisation_type = data["organisation_type"]
        consented = bool(self.consent_text())
        return RegistrationRequest(
            way=data["way"],
            wait_in_person=data["way"] == Way.IN_PERSON and data["told_full"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            email=data["email"],
            organisation=data["organisation"],
            audience_id=data["audience"].pk,
            organisation_type_id=organisation_type.pk if organisation_type else None,
            role=data["role"],
            country=data["country"],
            access_needs=tuple(data["access_needs"]) if consented else (),
            access_note=data["access_note"] if consented else "",
            access_consent_text=self.consent_text(),
            newsletter=data["newsletter"],
            newsletter_consent_text=self.consent_to_newsletter(),
            press_key=self.next_press_key,
            language=language_now(),
        )
