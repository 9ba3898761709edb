"""Who may come and how, in words: the access table of a release, applied. Pure.

Only what the programme states is stated: a rule, a way or an hour that is not confirmed says so,
and what is not known is not guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agenda.models import Answer, Participation
from agenda.programme import AccessRule, Day, Session

Words = Promise | str


@dataclass(frozen=True, slots=True)
class Admission:
    """`kind` is public, site, organiser, registration (by whom is unknown), invitation, press.

    Only for `site` may a page show a way to register here. `answer` is for the audience that
    was asked about. `link` is the host's, empty where it is not known.
    """

    kind: str
    booking: bool
    badge: Words
    title: Words
    text: Words
    confirmed: bool
    way: Words
    answer: Answer
    link: str

    @property
    def is_ours(self) -> bool:
        return self.kind == "site"

    @property
    def icon(self) -> str:
        return "ticket" if self.booking else ICONS[self.kind]

    @property
    def is_open(self) -> bool:
        """Whoever asked may come, alone or once registered."""
        return self.answer in {Answer.YES, Answer.REGISTER}

    @property
    def is_refused(self) -> bool:
        """The table says no. What is unknown or by invitation is not refused by it."""
        return self.answer == Answer.NO


# What stands in for a line that the access table does not have.
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
BADGES: dict[str, Words] = {**TITLES, "site": _("By registration")}
ANSWERS = {
    "public": Answer.YES,
    "site": Answer.REGISTER,
    "organiser": Answer.REGISTER,
    "registration": Answer.REGISTER,
    "invitation": Answer.INVITATION,
    "press": Answer.NO,
}
ICONS = {
    "public": "door-open",
    "site": "clipboard-pen",
    "organiser": "external-link",
    "registration": "clipboard-pen",
    "invitation": "mail",
    "press": "newspaper",
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
# From the best news to the worst; an answer that is not known is worth asking for.
BEST_FIRST = (Answer.YES, Answer.REGISTER, Answer.UNKNOWN, Answer.INVITATION, Answer.NO)
NOTHING = Admission(
    kind="invitation",
    booking=False,
    badge=_("To be confirmed"),
    title=_("To be confirmed"),
    text=_("Nothing is announced for this yet."),
    confirmed=False,
    way=WAY_UNKNOWN,
    answer=Answer.UNKNOWN,
    link="",
)


def may_come(what: Session | Day, audience: str = "", way: str = "") -> Admission:
    """What the access table answers `audience` (a key; empty: nobody in particular).

    Of a day, the best answer among its sessions, those that register here first. `way` is
    `in_person`, `online` or empty: it leaves out sessions that are not held in that way.
    """
    if isinstance(what, Session):
        return admission_to(what, audience)
    found = [
        admission_to(session, audience)
        for session in what.sessions
        if not session.is_cancelled and can_be_attended(session, way)
    ]
    return best_of(found)


def may_register(day: Day, audience: str, way: str = "") -> bool:
    """Unless every session of that day that registering here opens refuses this audience."""
    opened = [
        session
        for session in day.sessions
        if session.access_kind == "site"
        and not session.is_cancelled
        and can_be_attended(session, way)
    ]
    return not opened or any(not admission_to(one, audience).is_refused for one in opened)


def ways_in(sessions: Iterable[Session]) -> list[Admission]:
    """How one gets in to any of them, each way once, the best news first.

    A way is as sure as the least sure of its sessions; one without a seat to book speaks for it.
    """
    found: dict[str, Admission] = {}
    held = (one for one in sessions if not one.is_cancelled)
    for session in sorted(held, key=lambda one: (one.access_confirmed, one.booking)):
        admission = admission_to(session)
        found.setdefault(admission.kind, admission)
    return sorted(found.values(), key=lambda one: (BEST_FIRST.index(one.answer), not one.is_ours))


def best_of(found: Iterable[Admission]) -> Admission:
    return min(
        found, key=lambda one: (BEST_FIRST.index(one.answer), not one.is_ours), default=NOTHING
    )


def can_be_attended(session: Session, way: str) -> bool:
    """In this way, as far as is known: an unknown way may still be the one that is asked for.

    A session is never taken to be online because nothing is said of it.
    """
    if not way or session.participation in {way, Participation.BOTH}:
        return True
    if session.participation:
        return False
    return session.venue.virtual if way == Participation.ONLINE else not session.venue.virtual


def admission_to(session: Session, audience: str = "") -> Admission:
    """Raises nothing: what the table leaves out has words of its own here."""
    kind = session.access_kind
    rules = [rule for rule in session.rules if rule.audience in {"", audience}]
    booking = kind == "site" and session.booking
    badge = BADGES[kind]
    title: Words = _first(rules, "title")
    text: Words = _first(rules, "text")
    if booking and not _narrowed(rules):
        title = _("A seat to book, besides registration")
        text = _("Seats are limited: once registered, book yours on the page of this session.")
    elif kind == "site" and _is_online_only(session) and not _narrowed(rules):
        text = _("Registering for the Business Day online is enough.")
    return Admission(
        kind=kind,
        booking=booking,
        badge=_("Seat to book") if booking else _first(rules, "badge") or badge,
        title=title or TITLES[kind],
        text=text or TEXTS[kind],
        confirmed=session.access_confirmed,
        way=WAYS.get((session.participation, session.participation_confirmed), WAY_UNKNOWN),
        answer=Answer(rules[0].answer) if rules else ANSWERS[kind],
        link=session.registration_url or _first(rules, "link"),
    )


def _is_online_only(session: Session) -> bool:
    """No room has to have a seat left."""
    return session.venue.virtual or session.participation == Participation.ONLINE


def _narrowed(rules: list[AccessRule]) -> bool:
    """Whether the answer is one for this audience, which a seat to book does not change."""
    return bool(rules) and bool(rules[0].audience) and rules[0].answer != Answer.REGISTER


def _first(rules: list[AccessRule], name: str) -> str:
    """What the narrowest line that has this word says, in the active language or lazily."""
    return next((getattr(rule, name) for rule in rules if getattr(rule, name)), "")
