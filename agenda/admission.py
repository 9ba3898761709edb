"""Who may come to a session and how, in words. Pure.

Only what the programme states is stated: a rule, a way or an hour that is not confirmed says so,
and what is not known is not guessed.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agenda.programme import Session

Words = Promise | str


@dataclass(frozen=True, slots=True)
class Admission:
    """`kind` is public, site, organiser, registration (by whom is unknown), invitation, press.

    Only for `site` may a page show a way to register here.
    """

    kind: str
    booking: bool
    title: Words
    text: Words
    confirmed: bool
    way: Words

    @property
    def is_ours(self) -> bool:
        return self.kind == "site"


TITLES: dict[str, Words] = {
    "public": _("Open to all"),
    "site": _("Included in the Business Day registration"),
    "organiser": _("Register with the host"),
    "registration": _("By registration"),
    "invitation": _("By invitation"),
    "press": _("Accredited press"),
}
TEXTS: dict[str, Words] = {
    "public": _("Walk in, no registration."),
    "site": _("Registering for the Business Day is enough, as long as the room has seats."),
    "organiser": _("The host of this session takes registrations; there is none on this site."),
    "registration": _("Where to register is to be confirmed."),
    "invitation": _("For people invited by the organiser."),
    "press": _("For accredited journalists."),
}
WAYS: dict[tuple[str, bool], Words] = {
    ("in_person", True): _("In person."),
    ("in_person", False): _("In person, to be confirmed."),
    ("online", True): _("Online."),
    ("online", False): _("Online, to be confirmed."),
    ("both", True): _("In person or online."),
    ("both", False): _("In person; online to be confirmed."),
}
WAY_UNKNOWN = _("In person or online: to be confirmed.")


def admission_to(session: Session) -> Admission:
    kind = session.access
    if kind == "registration" and session.registration_by:
        kind = session.registration_by
    booking = kind == "site" and session.booking
    return Admission(
        kind=kind,
        booking=booking,
        title=_("A seat to book, besides registration") if booking else TITLES[kind],
        text=_("Seats of this session are limited. Their booking is not open yet.")
        if booking
        else TEXTS[kind],
        confirmed=session.access_confirmed,
        way=WAYS.get((session.participation, session.participation_confirmed), WAY_UNKNOWN),
    )
