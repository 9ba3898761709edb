"""What can keep a registration from being made or changed; views say it in words."""

import datetime as dt


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
