"""Pages of the desk: one question each, one service call, one answer."""

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
from registration.models import Registration
from registration.services import changing
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
            form.add_error(None, self.refusal_words(refusal))
            return self.form_invalid(form)
        self.say_done()
        return redirect(self.get_success_url())

    def say_done(self) -> None:
        messages.success(self.request, str(self.done))

    def perform(self, form: Any) -> None:
        """What this page does, written by each; a RegistrationRefused comes back on the form."""
        raise NotImplementedError

    def refusal_words(self, refusal: exceptions.RegistrationRefused) -> str:
        return words_of(refusal)

    def whose(self) -> dict[str, Any]:
        """What every service of the desk is told: of whom, and by whom."""
        return {"registration_id": self.kwargs["pk"], "by": self.request.user}

    def common(self) -> dict[str, Any]:
        """With the moment, for those that compare with it."""
        return {**self.whose(), "now": clock.now()}


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

    def say_done(self) -> None:
        """Where the person only waits, how to let them in all the same."""
        if self.registration.waiting_place is None:
            super().say_done()
            return
        words = _(
            "Registered, on the waiting list: the day is full in person. To let this person in "
            "all the same, press “Confirm in person from the waiting list”."
        )
        messages.warning(self.request, words)


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
        changing.correct_address(**self.whose(), email=form.cleaned_data["email"])


class ResendView(DeskView):
    title = gettext_lazy("Send the confirmation again")
    explanation = gettext_lazy("The same message leaves once more, with the current details.")
    button = gettext_lazy("Send again")
    done = gettext_lazy("The confirmation is on its way.")

    def perform(self, form: Any) -> None:
        changing.resend_confirmation(**self.whose())
