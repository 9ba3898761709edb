"""What somebody who registers asks for, and what may be given: decided under the lock."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from registration.exceptions import (
    CodeRefused,
    ConsentMissing,
    PlacesRanOut,
    RegistrationClosed,
    RegistrationNotOpen,
    RegistrationRefused,
)
from registration.models import InvitationCode, Quota, Way
from registration.services.availability import Count, lock_and_count
from registration.services.codes import lock_code
from registration.services.consents import needs_consent
from summit.edition.models import Edition, RegistrationWindow


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistrationRequest:
    """What the form says, already checked for shape: lengths, ids, one line each.

    `press_key` names one filled-in form (a hidden random value). Sent twice with the same
    address it is the same press: the answer is repeated and nothing else happens.
    """

    way: str
    first_name: str
    last_name: str
    email: str
    organisation: str
    audience_id: int
    language: str
    wait_in_person: bool = False
    organisation_type_id: int | None = None
    role: str = ""
    country: str = ""
    access_needs: tuple[str, ...] = ()
    access_note: str = ""
    access_consent_text: str = ""
    newsletter: bool = False
    newsletter_consent_text: str = ""
    press_key: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer shown: worked out from the form and the public places alone.

    `way` is the way in which one is confirmed, "" when one only waits; `waiting` says whether
    one waits for a place in person, `pending` whether the organisers decide about one.
    """

    way: str
    waiting: bool
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Which places a request gets, decided under the lock; none of them is a refusal."""

    confirmed: Quota | None = None
    waiting: Quota | None = None
    pending: Quota | None = None
    code: InvitationCode | None = None
    is_spent: bool = False

    @property
    def is_refused(self) -> bool:
        return not (self.confirmed or self.waiting or self.pending)

    @property
    def outcome(self) -> Outcome:
        way = self.confirmed.way if self.confirmed else ""
        return Outcome(way, self.waiting is not None, self.pending is not None)

    def refusal(self, way: str) -> RegistrationRefused:
        return CodeRefused() if self.is_spent else PlacesRanOut(way)


def offers_of(edition: Edition) -> dict[str, Quota]:
    quotas = Quota.objects.for_day(edition.business_day).with_places()
    return {quota.way: quota for quota in quotas}


def check_window(
    offers: Mapping[str, Quota],
    way: str,
    edition: Edition,
    now: dt.datetime,
    *,
    code: InvitationCode | None = None,
) -> None:
    """A code opens its own quota early, and past closing where its deadline is later."""
    if way not in offers:
        raise RegistrationNotOpen
    window = offers[way].window_at(now, edition)
    if code:
        if code.quota_id != offers[way].pk:
            raise CodeRefused
        if window == RegistrationWindow.NOT_YET or code.deadline:
            return
    if window == RegistrationWindow.NOT_YET:
        raise RegistrationNotOpen(offers[way].opening(edition))
    if window == RegistrationWindow.CLOSED:
        raise RegistrationClosed


def check_consent(request: RegistrationRequest) -> None:
    told = needs_consent(access_needs=request.access_needs, access_note=request.access_note)
    if told and not request.access_consent_text:
        raise ConsentMissing


def decide(
    request: RegistrationRequest,
    offers: Mapping[str, Quota],
    edition: Edition,
    now: dt.datetime,
    *,
    code: InvitationCode | None = None,
    approves: bool = True,
) -> Plan:
    """Lock what the request may consume, the code after the quotas, and decide what it gets."""
    wanted = offers[request.way]
    asks = approves and wanted.requires_approval and not (code and code.skips_approval)
    in_person = request.way == Way.IN_PERSON
    may_wait = request.wait_in_person and in_person
    online = offers.get(Way.ONLINE) if may_wait or (asks and in_person) else None
    counts = lock_and_count([wanted, online] if online else [wanted], now=now)
    if code and not lock_code(code, now):
        return Plan(is_spent=True)
    if not asks and counts[wanted.pk].has_left_for(code.pk if code else None):
        return Plan(confirmed=wanted, code=code)
    if not asks and not may_wait:
        return Plan()
    meanwhile = _meanwhile(online, counts, edition, now)
    if asks:
        return Plan(confirmed=meanwhile, pending=wanted, code=code)
    return Plan(confirmed=meanwhile, waiting=wanted, code=code)


def _meanwhile(
    online: Quota | None, counts: Mapping[int, Count], edition: Edition, now: dt.datetime
) -> Quota | None:
    """A place online for whoever waits for one in person, if it is there for the taking."""
    if online is None or online.requires_approval or not counts[online.pk].has_left:
        return None
    return online if online.window_at(now, edition) == RegistrationWindow.OPEN else None
