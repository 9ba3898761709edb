"""Pages of the desk: one question each, one service call, one answer."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView

from registration import exceptions
from registration.admin import desk_forms
from registration.models import Registration, Way
from registration.services import approving, changing, replacing, waiting
from registration.services.registering import register_by_hand
from summit.edition import clock

REFUSALS: dict[type[exceptions.RegistrationRefused], Promise] = {
    exceptions.PlacesRanOut: gettext_lazy(
        "No place is left, or those left are kept for the people who wait. "
        "Raise the number of places first, or choose the waiting list."
    ),
    exceptions.AddressTaken: gettext_lazy("This address has a registration already."),
    exceptions.RegistrationCancelled: gettext_lazy("This registration is cancelled."),
    exceptions.NotPending: gettext_lazy("Nothing is left to decide for this person."),
    exceptions.NotWaiting: gettext_lazy("This person no longer waits for a place."),
    exceptions.RegistrationNotOpen: gettext_lazy("This way of coming is not offered."),
    exceptions.ReplacementNotAllowed: gettext_lazy("There is no confirmed place to pass on."),
    exceptions.OfferOver: gettext_lazy("Nothing is offered to this person any more."),
    exceptions.SessionsOverlap: gettext_lazy("The person has a seat at the same hour already."),
    exceptions.NoPlaceInPerson: gettext_lazy("Seats are for people who come in person."),
    exceptions.RegistrationClosed: gettext_lazy("Registration is closed."),
}


def words_of(refusal: exceptions.RegistrationRefused) -> str:
    return str(REFUSALS.get(type(refusal), _("This cannot be done now.")))


@dataclass(frozen=True)
class Button:
    url: str
    label: str
    is_danger: bool = False


class DeskView(FormView):
    """A form above which stands what will happen; a refusal keeps everything typed."""

    model_admin: Any = None
    template_name = "admin/registration/desk_form.html"
    form_class: type[forms.Form] = desk_forms.NothingToFillForm
    title: ClassVar[Promise]
    explanation: ClassVar[Promise | str] = ""
    button: ClassVar[Promise]
    done: ClassVar[Promise]
    is_danger = False
    permission = "change"
    registration: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not getattr(self.model_admin, f"has_{self.permission}_permission")(request):
            raise PermissionDenied
        if "pk" in kwargs:
            self.registration = get_object_or_404(Registration, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def is_offered(cls, registration: Registration) -> bool:
        return not registration.is_cancelled

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **admin.site.each_context(self.request),
            "opts": Registration._meta,
            "title": self.title,
            "registration": self.registration,
            "explanation": self.explanation,
            "button": self.button,
            "is_danger": self.is_danger,
            "back_url": self.get_success_url(),
            **super().get_context_data(**kwargs),
        }

    def get_success_url(self) -> str:
        if self.registration is None:
            return reverse("admin:registration_registration_changelist")
        return reverse("admin:registration_registration_change", args=[self.registration.pk])

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.perform(form)
        except exceptions.RegistrationRefused as refusal:
            form.add_error(None, words_of(refusal))
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.get_success_url())

    def perform(self, form: Any) -> None:
        raise NotImplementedError

    def common(self) -> dict[str, Any]:
        """What every service of the desk is told: whom, when, by whom."""
        return {
            "registration_id": self.kwargs["pk"],
            "now": clock.now(),
            "by": self.request.user,
        }


class RegisterView(DeskView):
    title = gettext_lazy("Register someone by hand")
    explanation = gettext_lazy(
        "Works before opening and after closing, within the places that are left. "
        "The person gets the usual message with ticket and invitation."
    )
    button = pgettext_lazy("at the desk", "Register")
    done = gettext_lazy("Registered. The message is on its way.")
    form_class = desk_forms.RegisterForm
    permission = "add"

    def perform(self, form: Any) -> None:
        self.registration = register_by_hand(
            request=form.to_request(), now=clock.now(), by=self.request.user
        )


class CorrectView(DeskView):
    title = gettext_lazy("Correct the details")
    explanation = gettext_lazy("No message is sent: the ticket shows the new details at once.")
    button = gettext_lazy("Save")
    done = gettext_lazy("The details are corrected.")
    form_class = desk_forms.DetailsForm

    def get_initial(self) -> dict[str, Any]:
        return desk_forms.DetailsForm.initial_from(self.registration)

    def perform(self, form: Any) -> None:
        data = form.cleaned_data
        kind = data["organisation_type"]
        changing.correct_registration(
            **self.common(),
            first_name=data["first_name"],
            last_name=data["last_name"],
            organisation=data["organisation"],
            organisation_type_id=kind.pk if kind else None,
            audience_id=data["audience"].pk,
            language=data["language"],
            role=data["role"],
            country=data["country"],
            access_needs=tuple(data["access_needs"]),
            access_note=data["access_note"],
            access_consent_text=form.consent_text(),
        )


class AddressView(DeskView):
    title = gettext_lazy("Correct the address and send again")
    button = gettext_lazy("Correct and send")
    done = gettext_lazy("The address is corrected; the confirmation is on its way.")
    form_class = desk_forms.AddressForm

    def perform(self, form: Any) -> None:
        changing.correct_address(**self.common(), email=form.cleaned_data["email"])


class ResendView(DeskView):
    title = gettext_lazy("Send the confirmation again")
    explanation = gettext_lazy("The same message leaves once more, with the current details.")
    button = gettext_lazy("Send again")
    done = gettext_lazy("The confirmation is on its way.")

    def perform(self, form: Any) -> None:
        changing.resend_confirmation(**self.common())


class MoveInPersonView(DeskView):
    title = gettext_lazy("Move to in person")
    explanation = gettext_lazy(
        "The online place is freed and the entry in the person’s calendar moves to the venue."
    )
    button = gettext_lazy("Move to in person")
    done = gettext_lazy("Moved. The person gets the updated invitation.")
    way: ClassVar[Way] = Way.IN_PERSON

    @classmethod
    def is_offered(cls, registration: Registration) -> bool:
        place = registration.confirmed_place
        return super().is_offered(registration) and bool(
            place and place.way != cls.way and not registration.waiting_place
        )

    def perform(self, form: Any) -> None:
        changing.move_way(**self.common(), way=self.way)


class MoveOnlineView(MoveInPersonView):
    title = gettext_lazy("Move to online")
    explanation = gettext_lazy(
        "The place in person is freed for the next person and the entry in the calendar changes."
    )
    button = gettext_lazy("Move to online")
    way = Way.ONLINE


class ConfirmWaitingView(DeskView):
    title = gettext_lazy("Confirm in person from the waiting list")
    explanation = gettext_lazy(
        "The person gets a place in person now and the online place is freed. "
        "Others may have waited longer: the history keeps who decided and why."
    )
    button = gettext_lazy("Confirm in person")
    done = gettext_lazy("Confirmed. The person gets the updated invitation.")
    form_class = desk_forms.ReasonForm

    @classmethod
    def is_offered(cls, registration: Registration) -> bool:
        return super().is_offered(registration) and bool(registration.waiting_place)

    def perform(self, form: Any) -> None:
        waiting.confirm_waiting(**self.common(), reason=form.cleaned_data["reason"])


class PutFirstView(DeskView):
    title = gettext_lazy("Put first on the waiting list")
    explanation = gettext_lazy(
        "The next place that comes free is this person’s. "
        "Others have waited longer: the history keeps who decided and why."
    )
    button = gettext_lazy("Put first")
    done = gettext_lazy("First on the waiting list. No message is sent.")
    form_class = desk_forms.ReasonForm

    @classmethod
    def is_offered(cls, registration: Registration) -> bool:
        place = registration.waiting_place
        return super().is_offered(registration) and place is not None and not place.is_offered

    def perform(self, form: Any) -> None:
        waiting.put_first(**self.common(), reason=form.cleaned_data["reason"])


class ApproveView(DeskView):
    title = gettext_lazy("Approve the request")
    explanation = gettext_lazy(
        "The place is confirmed with its invitation; when the day is full, the person waits from "
        "the moment of asking. One message says which."
    )
    button = gettext_lazy("Approve")
    done = gettext_lazy("Approved. The person is told.")

    @classmethod
    def is_offered(cls, registration: Registration) -> bool:
        return super().is_offered(registration) and bool(registration.pending_place)

    def perform(self, form: Any) -> None:
        approving.approve_request(**self.common())


class RefuseView(ApproveView):
    title = gettext_lazy("Refuse the request")
    explanation = gettext_lazy("What the person holds beside it stays. One message is sent.")
    button = gettext_lazy("Refuse")
    done = gettext_lazy("Refused. The person is told.")
    form_class = desk_forms.WordsForm
    is_danger = True

    def perform(self, form: Any) -> None:
        approving.refuse_request(**self.common(), words=form.cleaned_data["words"])


class PassOnView(DeskView):
    title = gettext_lazy("Pass the place on")
    explanation = gettext_lazy(
        "Another person takes the place and the booked seats, under a new ticket. The first person "
        "is told and the entries leave their calendar; what was written to them and has not left "
        "is withdrawn. Nothing about the first person stays, so write down who it was."
    )
    button = gettext_lazy("Pass on")
    done = gettext_lazy("Passed on. Both people are told.")
    form_class = desk_forms.ReplaceForm

    @classmethod
    def is_offered(cls, registration: Registration) -> bool:
        return super().is_offered(registration) and registration.confirmed_place is not None

    def get_initial(self) -> dict[str, Any]:
        """The successor comes from the same house, most times."""
        first = self.registration
        return {
            "organisation": first.organisation,
            "audience": first.audience_id,
            "language": first.language,
        }

    def perform(self, form: Any) -> None:
        replacing.replace_by_hand(
            **self.common(),
            successor=form.to_successor(),
            email=form.cleaned_data["email"],
            reason=form.cleaned_data["reason"],
        )


class CancelView(DeskView):
    title = gettext_lazy("Cancel the registration")
    explanation = gettext_lazy(
        "The place is freed, the ticket stops working and the entry leaves the person’s calendar. "
        "Registering again with the same address brings it back."
    )
    button = gettext_lazy("Cancel the registration")
    done = gettext_lazy("Cancelled. The person is told.")
    is_danger = True

    def perform(self, form: Any) -> None:
        changing.cancel_registration(**self.common())


ACTIONS: dict[str, type[DeskView]] = {
    "correct": CorrectView,
    "confirm": ConfirmWaitingView,
    "approve": ApproveView,
    "refuse": RefuseView,
    "first": PutFirstView,
    "in-person": MoveInPersonView,
    "online": MoveOnlineView,
    "address": AddressView,
    "pass-on": PassOnView,
    "resend": ResendView,
    "cancel": CancelView,
}


def add_action(name: str, view: type[DeskView]) -> None:
    """A page of the desk that stands in a module of its own."""
    ACTIONS[name] = view


def buttons_for(registration: Registration) -> list[Button]:
    return [
        Button(
            url=reverse(f"admin:registration_registration_{name}", args=[registration.pk]),
            label=str(view.title),
            is_danger=view.is_danger,
        )
        for name, view in ACTIONS.items()
        if view.is_offered(registration)
    ]
