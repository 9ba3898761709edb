"""What the desk can do for one person: the pages, in the order of their buttons."""

from dataclasses import dataclass

from django.urls import reverse

from registration.admin import desk, desk_places
from registration.admin.erasing import EraseView
from registration.models import Registration


@dataclass(frozen=True)
class Button:
    url: str
    label: str
    is_danger: bool = False


ACTIONS: dict[str, type[desk.DeskView]] = {
    "correct": desk.CorrectView,
    "confirm": desk_places.ConfirmWaitingView,
    "approve": desk_places.ApproveView,
    "refuse": desk_places.RefuseView,
    "first": desk_places.PutFirstView,
    "in-person": desk_places.MoveInPersonView,
    "online": desk_places.MoveOnlineView,
    "book": desk_places.BookSeatView,
    "address": desk.AddressView,
    "pass-on": desk_places.PassOnView,
    "resend": desk.ResendView,
    "cancel": desk_places.CancelView,
    "erase": EraseView,
    "bring-back": desk_places.BringBackView,
}


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
