"""Pages of the desk about what a person holds: given, moved, passed on, freed, brought back."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agenda.services.current import current_programme
from registration import exceptions
from registration.admin import desk_forms
from registration.admin.desk import DeskView
from registration.models import Registration, Way
from registration.services import adding, approving, changing, replacing, waiting
from registration.services.booking import book_session
from registration.services.plans import RegistrationRequest
from registration.services.registering import register_by_hand
from registration.services.seats import SeatsAvailability, seats_availability
from summit.design.dates import format_clock
from summit.edition import clock


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
    form_class = desk_forms.ConfirmForm

    @classmethod
    def is_offered(cls, registration: Registration) -> bool:
        return super().is_offered(registration) and bool(registration.waiting_place)

    def get_form(self, form_class: Any = None) -> forms.Form:
        """Only who may change the number of places may add one."""
        form = super().get_form(form_class)
        if not self.request.user.has_perm("registration.change_quota"):
            del form.fields["adds_place"]
        return form

    def perform(self, form: Any) -> None:
        told = {**self.common(), "reason": form.cleaned_data["reason"]}
        if form.cleaned_data.get("adds_place"):
            adding.confirm_with_added_place(**told)
        else:
            waiting.confirm_waiting(**told)

    def refusal_words(self, refusal: exceptions.RegistrationRefused) -> str:
        if isinstance(refusal, exceptions.PlacesRanOut):
            return _("No place is free in person. Tick the box to add one for this person.")
        return super().refusal_words(refusal)


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
        waiting.put_first(**self.whose(), reason=form.cleaned_data["reason"])


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
        "Way back: “Bring the registration back”, on the same page, while a place is left."
    )
    button = gettext_lazy("Cancel the registration")
    done = gettext_lazy("Cancelled. The person is told.")
    form_class = desk_forms.CancelForm
    is_danger = True

    def perform(self, form: Any) -> None:
        changing.cancel_registration(**self.common(), why=form.cleaned_data["reason"])


class BringBackView(DeskView):
    """For who was cancelled, and for who holds nothing, as after a refused request."""

    title = gettext_lazy("Bring the registration back")
    explanation = gettext_lazy(
        "The person gets a place again, with the usual message, ticket and invitation. Access "
        "needs were erased with the cancellation: ask for them again."
    )
    button = gettext_lazy("Bring back")
    done = gettext_lazy("The registration is back. The message is on its way.")
    form_class = desk_forms.WayForm

    @classmethod
    def is_offered(cls, registration: Registration) -> bool:
        places = registration.places.all()
        return registration.is_cancelled or not any(
            place.is_confirmed or place.is_waiting or place.is_pending for place in places
        )

    def perform(self, form: Any) -> None:
        way, wait = form.cleaned_data["way"], form.cleaned_data["wait_in_person"]
        if self.registration.is_cancelled:
            request = request_of(self.registration, way=way, wait=wait)
            register_by_hand(request=request, now=clock.now(), by=self.request.user)
        else:
            changing.move_way(**self.common(), way=way, wait=wait)


def request_of(registration: Registration, *, way: str, wait: bool) -> RegistrationRequest:
    """As the person registered, without the needs that a cancellation erases."""
    return RegistrationRequest(
        way=way,
        wait_in_person=wait,
        first_name=registration.first_name,
        last_name=registration.last_name,
        email=registration.email,
        organisation=registration.organisation,
        audience_id=registration.audience_id,
        organisation_type_id=registration.organisation_type_id,
        role=registration.role,
        country=registration.country,
        language=registration.language,
    )


class BookSeatView(DeskView):
    title = gettext_lazy("Book a session")
    explanation = gettext_lazy(
        "Also before booking opens and after it closes, within the seats that are left. "
        "The person gets the usual message with the invitation."
    )
    button = gettext_lazy("Book")
    done = gettext_lazy("Booked. The message is on its way.")
    form_class = desk_forms.SeatForm

    @classmethod
    def is_offered(cls, registration: Registration) -> bool:
        place = registration.confirmed_place
        return super().is_offered(registration) and bool(place and place.way == Way.IN_PERSON)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "sessions": bookable_sessions()}

    def perform(self, form: Any) -> None:
        book_session(
            **self.common(),
            session_id=int(form.cleaned_data["session"]),
            wait=form.cleaned_data["wait"],
        )

    def refusal_words(self, refusal: exceptions.RegistrationRefused) -> str:
        if isinstance(refusal, exceptions.SeatsRanOut):
            return _("No seat is left: tick the box for the waiting list, or choose another.")
        return super().refusal_words(refusal)


def bookable_sessions() -> list[tuple[int, str]]:
    """By hour, with how many seats are left."""
    seats = seats_availability(clock.now())
    return [
        (session.id, f"{format_clock(session.starts_at)} · {session.title} · {_left(row)}")
        for session in current_programme().sessions
        if (row := seats.get(session.id))
    ]


def _left(row: SeatsAvailability) -> str:
    if row.left is None:
        return _("unlimited")
    words = ngettext("%(n)d seat left", "%(n)d seats left", row.left) % {"n": row.left}
    waits = ngettext("%(n)d waits", "%(n)d wait", row.waiting) % {"n": row.waiting}
    return f"{words}, {waits}" if row.waiting else words
