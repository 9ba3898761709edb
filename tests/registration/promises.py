"""What must be true after every step of anybody, whatever came before."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from auditlog.models import LogEntry

from registration.models import (
    Booking,
    ChangeNotice,
    Place,
    Quota,
    Registration,
    Seats,
    Way,
)
from registration.services.exporting import export_json
from registration.services.feeds import feed_of
from summit import ics
from summit.mail.models import OutgoingEmail

ONE = (
    *("registered", "registered_again", "moved", "joined_queue", "requested", "refused"),
    *("offered", "promoted", "offer_accepted", "offer_expired", "cancelled"),
    *("seat_booked", "seat_waited_for", "seat_offered", "seat_given", "seat_accepted"),
    *("seat_expired", "seat_cancelled", "address", "address_asked", "replacement_asked"),
)
MAILS = {
    **dict.fromkeys(ONE, (1, 1)),
    **dict.fromkeys(("address_confirmed", "replaced"), (2, 2)),
    # To online from the queue is told; offered at once, the offer tells; again, once a minute.
    **dict.fromkeys(("left_queue", "offer_declined", "approved", "mailed_again"), (0, 1)),
}
"""How many mails an event of the history sends; none where it is not named."""
NEWS = ("registration_already", "registration_changes", "registration_declined", "invitee_invited")
"""Mails that no event of one person's history sends."""


@dataclass(frozen=True)
class Entry:
    """One calendar entry as a mailbox knows it."""

    method: str
    sequence: int
    stamp: str


class Promises:
    """Reads what was written since it looked last."""

    def __init__(self) -> None:
        self.mail = self.event = 0
        self.known: dict[tuple[str, str], Entry] = {}
        self.sequences: dict[str, int] = {}
        self.taken: dict[str, int] = {}
        self.extra = 0
        self.seen: Counter[str] = Counter()
        self.check(None)

    def written(self) -> tuple[int, int]:
        mails, events = OutgoingEmail.objects.order_by("pk"), LogEntry.objects.order_by("pk")
        return tuple(getattr(rows.last(), "pk", 0) for rows in (mails, events))  # type: ignore[return-value]

    # --- What the walk knows better -----------------------------------------------------------

    def passed_on(self, row: Registration) -> None:
        """`row` as it was before somebody took the place, if somebody did."""
        now = Registration.objects.get(pk=row.pk)
        if now.public_id == row.public_id:
            return
        self.seen["passed on"] += 1
        words = export_json(now).decode()
        known = (row.email, row.first_name, str(row.public_id), row.ticket_code)
        assert [word for word in known if word in words] == [], "the first person is told of"

    def erased(self, row: Registration) -> None:
        """One receipt; everything else that was written to the person is gone."""
        if Registration.objects.filter(pk=row.pk).exists():
            return
        self.extra += 1
        self.seen["erased"] += 1
        left = OutgoingEmail.objects.filter(dedupe_key__contains=str(row.public_id))
        assert not left.exists()

    def left_without_word(self, row: Registration) -> None:
        """The desk corrects an address that may be a stranger's: nothing more is sent there."""
        if not Registration.objects.filter(pk=row.pk, email=row.email).exists():
            gone = [key for key in self.known if key[0] == row.email]
            for key in gone:
                del self.known[key]

    # --- Checking -----------------------------------------------------------------------------

    def check(self, now: dt.datetime | None) -> None:
        mails = list(OutgoingEmail.objects.filter(pk__gt=self.mail).order_by("pk"))
        events = list(LogEntry.objects.filter(pk__gt=self.event).order_by("pk"))
        self.mail = max([self.mail, *(mail.pk for mail in mails)])
        self.event = max([self.event, *(event.pk for event in events)])
        names = [(event.additional_data or {}).get("event", "") for event in events]
        self.seen.update(names)
        self._each_step_is_told_once(names, mails)
        for mail in mails:
            self._take_in(mail)
        people = list(Registration.objects.select_related("edition").order_by("pk"))
        self._nothing_is_given_beyond_what_there_is()
        self._holds_are_whole()
        self._numbers_only_rise(people)
        self._calendars_show_what_is_held(people)
        if now and people:
            self._feed_is_as_new_as_the_mails(people[self.mail % len(people)], now)

    def _each_step_is_told_once(self, names: list[str], mails: list[OutgoingEmail]) -> None:
        counted = [MAILS.get(name, (0, 0)) for name in names]
        fewest, most = (self.extra + sum(pair[end] for pair in counted) for end in (0, 1))
        self.extra = 0
        told = [mail.kind for mail in mails if mail.kind not in NEWS]
        assert fewest <= len(told) <= most, f"{names} sent {told}"

    def _take_in(self, mail: OutgoingEmail) -> None:
        for raw in ics.split_objects(mail.calendar.encode()):
            facts = ics.read_facts(raw)
            text = ics.unfold_text(raw.decode())
            sequence = int(text.partition("SEQUENCE:")[2].split("\r\n")[0])
            stamp = text.partition("DTSTAMP:")[2].split("\r\n")[0]
            assert mail.to in text, f"{mail.kind} to {mail.to} invites somebody else"
            key = (mail.to, facts.uid)
            old = self.known.get(key)
            new = Entry(facts.method, sequence, stamp)
            if old:
                assert new.sequence >= old.sequence, f"{mail.kind}: {old} → {new}"
                same = old.method == new.method == "REQUEST"
                assert same or new.sequence > old.sequence, f"{mail.kind}: {old} → {new}"
            else:
                assert new.method == "REQUEST", f"{mail.kind} to {mail.to}: CANCEL of nothing"
            self.known[key] = new
            self.seen[new.method] += 1

    def _nothing_is_given_beyond_what_there_is(self) -> None:
        quotas = [(row, row.capacity) for row in Quota.objects.with_counts()]
        seats = [(row, row.limit) for row in Seats.objects.with_session().with_counts()]
        for row, limit in (*quotas, *seats):
            name, before = repr(row), self.taken.get(repr(row), 0)
            if limit is not None:
                assert row.taken <= max(limit, before), f"{name}: {row.taken} of {limit}"
            self.taken[name] = row.taken

    def _holds_are_whole(self) -> None:
        places = list(Place.objects.held().select_related("registration", "quota"))
        for kind in ("is_confirmed", "is_waiting", "is_pending"):
            held = Counter(place.registration_id for place in places if getattr(place, kind))
            assert not [pk for pk, times in held.items() if times > 1], kind
        assert not [place for place in places if place.registration.is_cancelled]
        coming = {
            place.registration_id
            for place in places
            if place.is_confirmed and place.quota.way == Way.IN_PERSON
        }
        booked = set(Booking.objects.held().order_by().values_list("registration", flat=True))
        assert booked <= coming, "a seat without a place in person"

    def _numbers_only_rise(self, people: list[Registration]) -> None:
        for row in (*people, *Booking.objects.all()):
            uid = str(row.calendar_uid)
            assert row.sequence >= self.sequences.get(uid, 0), f"{uid} fell"
            self.sequences[uid] = row.sequence

    def _calendars_show_what_is_held(self, people: list[Registration]) -> None:
        """Where nothing is left to tell: each mailbox shows what its owner holds, nothing else."""
        noticed = set(ChangeNotice.objects.values_list("registration", flat=True))
        coming = set(Place.objects.confirmed().values_list("registration", flat=True))
        held: dict[tuple[str, str], int] = {}
        told: set[tuple[str, str]] = set()
        for person in people:
            if person.pk in coming:
                held[person.email, str(person.calendar_uid)] = person.sequence
            if person.pk in noticed:
                told.add((person.email, ""))
        for booking in Booking.objects.confirmed().select_related("registration"):
            if booking.invited_at:
                held[booking.registration.email, str(booking.calendar_uid)] = booking.sequence
        for key, entry in self.known.items():
            if (key[0], "") in told:
                continue
            shown = entry.method == "REQUEST"
            assert shown == (key in held), f"{key} shows {entry}, held: {held.get(key)}"
            assert not shown or entry.sequence <= held[key]
        unknown = [key for key in held if key not in self.known]
        assert not unknown, f"nothing was sent of {unknown}"

    def _feed_is_as_new_as_the_mails(self, person: Registration, now: dt.datetime) -> None:
        entries = {entry.uid: entry for entry in feed_of(person, now=now).entries}
        for (email, uid), known in self.known.items():
            entry = entries.get(uid)
            if email != person.email or entry is None:
                continue
            assert entry.sequence >= known.sequence, f"feed {uid}"
            if entry.sequence == known.sequence:
                assert entry.cancelled == (known.method == "CANCEL"), f"feed {uid}"
