"""What was written, in short."""

from registration.models import Place, Registration
from summit.mail.models import OutgoingEmail


def kinds() -> list[str]:
    """Of all mails, in order."""
    return list(OutgoingEmail.objects.order_by("pk").values_list("kind", flat=True))


def mails() -> list[str]:
    """The same, for mails about registrations alone."""
    return [kind.removeprefix("registration_") for kind in kinds()]


def held(registration: Registration) -> list[tuple[str, str]]:
    """Ways and states of what a person holds."""
    places = Place.objects.held().filter(registration=registration).select_related("quota")
    return sorted((place.way, place.state) for place in places)
