"""What can keep a registration from being made or changed; views say it in words."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from registration.models import Booking


class RegistrationRefused(Exception):
    """Base of every refusal. None of them depends on whether an address is known."""


class RegistrationNotOpen(RegistrationRefused):
    """Too early; `opens_at` may be None while the date is not set."""

    def __init__(self, opens_at: dt.datetime | None = None) -> None:
        self.opens_at = opens_at
        super().__init__("registration is not open yet")


class RegistrationClosed(RegistrationRefused):
    def __init__(self) -> None:
        super().__init__("registration is closed")


class PlacesRanOut(RegistrationRefused):
    """Nothing is left in `way`, or what is left is kept for those who wait."""

    def __init__(self, way: str) -> None:
        self.way = way
        super().__init__(f"no place left: {way}")


class ConsentMissing(RegistrationRefused):
    """Access needs were given without the consent that storing them asks for."""

    def __init__(self) -> None:
        super().__init__("access needs without consent")


class RegistrationCancelled(RegistrationRefused):
    """The registration was cancelled; only registering again brings it back."""

    def __init__(self) -> None:
        super().__init__("the registration is cancelled")


class AddressTaken(RegistrationRefused):
    """Desk only: the address has a registration of its own."""

    def __init__(self) -> None:
        super().__init__("the address is registered")


class NotWaiting(RegistrationRefused):
    """Desk only: the person no longer waits for a place."""

    def __init__(self) -> None:
        super().__init__("the person is not waiting")


class TransitionRefused(RegistrationRefused):
    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        super().__init__(f"a place cannot go from {old or 'nothing'} to {new}")


class OfferOver(RegistrationRefused):
    """Nothing is offered to the person, or no longer: taken back at its end, or declined."""

    def __init__(self) -> None:
        super().__init__("no offer stands")


class ReasonMissing(RegistrationRefused):
    """Desk only: whoever overtakes others needs a reason that the history keeps."""

    def __init__(self) -> None:
        super().__init__("a reason is needed")


class NoPlaceInPerson(RegistrationRefused):
    """Seats are for people with a confirmed place in person."""

    def __init__(self) -> None:
        super().__init__("no confirmed place in person")


class BookingNotOpen(RegistrationRefused):
    """Too early, or the session takes no bookings; `opens_at` may be None."""

    def __init__(self, opens_at: dt.datetime | None = None) -> None:
        self.opens_at = opens_at
        super().__init__("booking is not open")


class BookingClosed(RegistrationRefused):
    def __init__(self) -> None:
        super().__init__("booking is closed")


class NotForAudience(RegistrationRefused):
    """The access table of the programme says no to people of this audience."""

    def __init__(self) -> None:
        super().__init__("the session is not for this audience")


class SeatsRanOut(RegistrationRefused):
    """No seat is left, or what is left is kept for those who wait."""

    def __init__(self) -> None:
        super().__init__("no seat left")


class SessionsOverlap(RegistrationRefused):
    """The person holds seats at the same, confirmed, hours; `bookings` are those."""

    def __init__(self, bookings: Sequence["Booking"]) -> None:
        self.bookings = tuple(bookings)
        super().__init__("sessions overlap")


class LinkOver(RegistrationRefused):
    """What the link confirms was confirmed already, asked for differently since, or too late."""

    def __init__(self) -> None:
        super().__init__("the link is over")


class ReplacementNotAllowed(RegistrationRefused):
    """The organisers do not let this place be passed on, or there is none to pass on."""

    def __init__(self) -> None:
        super().__init__("no place may be passed on")


class CodeRefused(RegistrationRefused):
    """No such code, past its deadline, switched off or used up: the words are the same."""

    def __init__(self) -> None:
        super().__init__("the code does not work")


class NotPending(RegistrationRefused):
    """Desk only: nothing of this person waits for a decision."""

    def __init__(self) -> None:
        super().__init__("nothing to decide")


class HoldsMoved(Exception):
    """What a person holds changed between being read and being locked: the use case starts again.

    Never leaves the services.
    """
