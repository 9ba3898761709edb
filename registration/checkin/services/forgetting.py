"""Scans are about a person: they are erased and passed on with what else is kept of one."""

from django.utils import timezone
from django.utils.translation import gettext as _

from registration.checkin.models import ReplacedTicket, digest_of
from registration.models import Registration
from registration.services.exporting import Section, records_of


def forget_bearer(registration: Registration) -> None:
    """The place goes to somebody else: who came to the doors with the old ticket is forgotten.

    That the old code was given up stays, so that a door can say so. Called while it is still the
    registration's.
    """
    registration.scans.all().delete()
    digest = digest_of(registration.ticket_code)
    ReplacedTicket.objects.create(digest=digest, replaced_at=timezone.now())


def section_of(registration: Registration) -> Section:
    """Stewards are not named."""
    rows = registration.scans.select_related("door", "registration", "earlier", "undoes")
    records = records_of(rows.order_by("at", "pk"), without=("by",))
    return Section("scans", _("At the doors"), records)
