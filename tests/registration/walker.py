"""Random days of hostile and clumsy people, and of a desk that does not look either.

`Walk` does one thing after another and compares, after each, what rows, history, mails and feeds
say. A broken promise is told with the story that led to it; the same seed tells it again.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from agenda.models import Session
from registration.exceptions import RegistrationRefused
from registration.models import (
    Booking,
    ChangeNotice,
    InvitationCode,
    Invitee,
    Quota,
    Registration,
    Rules,
    Seats,
    Way,
)
from registration.services import addresses, approving, booking, changing, replacing, waiting
from registration.services.changes import save_quota
from registration.services.delegations import (
    Person,
    confirm_invitee,
    decline_invitation,
    invite_people,
    write_to_invitees,
)
from registration.services.erasing import erase_registration
from registration.services.registering import register_by_hand, register_person
from registration.services.replies import read_reply
from summit.accounts.emails import email_key
from tests.registration.factories import NOW, at, make_request
from tests.registration.moments import with_moment
from tests.registration.promises import Promises
from tests.registration_calendar.factories import change, make_programme, tell
from tests.registration_calendar.test_replies import reply_to

SLUGS = ("health", "industry")
PEOPLE = 5
REFUSED = (RegistrationRefused, Registration.DoesNotExist)
ONCE = {
    *(changing.cancel_registration, changing.move_way, waiting.accept_offer),
    *(waiting.decline_offer, waiting.leave_queue, booking.book_session),
    *(booking.accept_booking_offer, booking.decline_booking_offer, booking.cancel_booking),
    *(addresses.confirm_address, replacing.take_over, erase_registration),
    *(approving.approve_request, approving.refuse_request),
}
"""Pressed twice, these do one thing once."""


class Walk:
    """Five mailboxes and their spares, two places in person, one seat in each of two sessions."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.now, self.story = NOW, [f"seed {seed}"]
        self.done: Counter[str] = Counter()
        self.links: list[tuple[int, str, str]] = []
        make_programme(in_person=2, seats=1)
        Rules.objects.create(replacement_allowed=True)
        self.code = InvitationCode.objects.create(
            name="Delegation",
            quota=Quota.objects.get(way=Way.IN_PERSON),
            allotment=2,
            skips_approval=True,
        )
        self.promises = Promises()
        for number in range(3):
            request = self.request(f"p{number}@example.org", way=Way.IN_PERSON)
            self.act(register_person, request=request)
            self.do_book()
        self.promises.check(self.now)

    def go(self, steps: int) -> None:
        """Do `steps` things, and see after each that every promise is kept."""
        names = [name for name in dir(self) if name.startswith("do_")]
        weights = [WEIGHTS.get(name, 2) for name in names]
        for name in self.dice.choices(names, weights, k=steps):
            getattr(self, name)()
            try:
                self.promises.check(self.now)
            except AssertionError as broken:
                raise AssertionError("\n".join([*self.story[-40:], str(broken)])) from broken

    # --- Acting -------------------------------------------------------------------------------

    def act(self, service: Callable[..., Any], **values: Any) -> None:
        """A refusal is a fine answer. Some press twice, or in two tabs."""
        self.now += dt.timedelta(seconds=self.dice.choice([*[1] * 9, 1800]))
        presses = self.dice.choice([1, 1, 2]) if service in ONCE else 1
        for press in range(presses):
            before = self.promises.written() if press else None
            try:
                service(**values, **with_moment(service, self.now))
                answer = "done"
            except REFUSED as refused:
                answer = type(refused).__name__
            self.tell(f"{service.__name__} {_short(values)}: {answer}")
            self.done[f"{service.__name__} {answer}"] += 1
            assert before in (None, self.promises.written()), self.story[-20:]

    def tell(self, line: str) -> None:
        self.story.append(f"{self.now:%d %H:%M:%S} {line}")

    def mailbox(self) -> str:
        """People's own addresses, and new ones that somebody may move to."""
        return self.dice.choice(["p{}@example.org", "P{}@example.org", "n{}@new.example"]).format(
            self.dice.randrange(PEOPLE)
        )

    def request(self, email: str, **values: Any) -> Any:
        word = email.partition("@")[0].lower()
        return make_request(
            email,
            first_name=f"Zoé{word}",
            wait_in_person=self.dice.random() < 0.7,
            language=self.dice.choice(["fr", "en"]),
            press_key=self.dice.choice(["", "one-filled-in-form"]),
            **values,
        )

    def way(self) -> Way:
        return self.dice.choice([Way.IN_PERSON, Way.IN_PERSON, Way.ONLINE])

    def whose(self, *states: str) -> dict[str, Any]:
        """Somebody, mostly one of those whose place is in such a state."""
        people = Registration.objects.order_by("pk").values_list("pk", flat=True)
        found = list(people.filter(places__state__in=states).distinct()) if states else []
        if not found or self.dice.random() < 0.2:
            found = list(people) or [0]
        by = self.dice.choice(["self", "self", "system"])
        return {"registration_id": self.dice.choice(found), "by": by}

    def of(self, service: Callable[..., Any], *states: str, **values: Any) -> None:
        self.act(service, **self.whose(*states), **values)

    def of_booking(self, service: Callable[..., Any], *states: str, **values: Any) -> None:
        keys = Booking.objects.order_by("pk").values_list("pk", flat=True)
        found = list(keys.filter(state__in=states))
        if not found or self.dice.random() < 0.2:
            found = list(keys)
        if found:
            self.act(service, booking_id=self.dice.choice(found), by="self", **values)

    # --- People -------------------------------------------------------------------------------

    def do_register(self) -> None:
        self.act(register_person, request=self.request(self.mailbox(), way=self.way()))

    def do_register_with_code(self) -> None:
        request = self.request(self.mailbox(), way=Way.IN_PERSON, code=self.code.code)
        self.act(register_person, request=request)

    def do_cancel(self) -> None:
        self.of(changing.cancel_registration)

    def do_switch(self) -> None:
        wait = self.dice.random() < 0.6
        self.of(changing.move_way, "confirmed", "offered", way=self.way(), wait=wait)

    def do_accept(self) -> None:
        self.of(waiting.accept_offer, "offered")

    def do_decline(self) -> None:
        self.of(waiting.decline_offer, "offered")

    def do_leave(self) -> None:
        self.of(waiting.leave_queue, "waiting", "offered")

    def do_automatic(self) -> None:
        self.of(waiting.take_automatically, "waiting", wanted=self.dice.random() < 0.6)

    def do_book(self) -> None:
        session = Session.objects.get(slug=self.dice.choice(SLUGS))
        held = list(Booking.objects.held().values_list("pk", flat=True))
        swap_for = self.dice.choice([None, None, *held])
        values = {"session_id": session.pk, "swap_for": swap_for, "wait": self.dice.random() < 0.7}
        self.of(booking.book_session, "confirmed", **values)

    def do_let_seat_go(self) -> None:
        self.of_booking(booking.cancel_booking, "confirmed", "waiting", "offered")

    def do_accept_seat(self) -> None:
        self.of_booking(booking.accept_booking_offer, "offered")

    def do_decline_seat(self) -> None:
        self.of_booking(booking.decline_booking_offer, "offered")

    def do_seat_automatic(self) -> None:
        wanted = self.dice.random() < 0.6
        self.of_booking(booking.take_seat_automatically, "waiting", wanted=wanted)

    def do_ask_address(self) -> None:
        self._ask(addresses.ask_new_address, addresses.CONFIRM)

    def do_ask_replacement(self) -> None:
        self._ask(replacing.ask_replacement, replacing.TAKE_OVER)

    def _ask(self, service: Callable[..., Any], page: str) -> None:
        whose, email = self.whose("confirmed"), self.mailbox()
        row = Registration.objects.filter(pk=whose["registration_id"]).first()
        if row is None or row.email_key == email_key(email):
            return  # the form says so
        self.act(service, **whose, email=email)
        row.refresh_from_db()
        if row.new_email:
            self.links.append((row.pk, page, addresses.new_address_link(row, page).signature))

    def do_follow_link(self) -> None:
        """The latest that was mailed, or one that may be stale."""
        if not self.links:
            return
        pk, page, signature = self.dice.choice(self.links[-3:])
        link = {"registration_id": pk, "signature": signature}
        if page == addresses.CONFIRM:
            self.act(addresses.confirm_address, **link)
            return
        row = Registration.objects.filter(pk=pk).first()
        if row is None:
            return
        self.act(replacing.take_over, **link, successor=_successor(row, row.new_email))
        self.promises.passed_on(row)

    def do_reply(self) -> None:
        entries = [*Registration.objects.all(), *Booking.objects.select_related("registration")]
        if entries:
            entry = self.dice.choice(entries)
            whose = entry.registration if isinstance(entry, Booking) else entry
            old = max(entry.sequence - self.dice.choice([0, 0, 1]), 0)
            raw = reply_to(entry, sender=whose.email, attendee=whose.email, sequence=old)
            Rules.objects.update(on_decline=self.dice.choice(["cancel", "ask"]))
            self.act(lambda now: read_reply(raw, now=now))

    def do_erase(self) -> None:
        whose = self.whose()
        row = Registration.objects.filter(pk=whose["registration_id"]).first()
        self.act(erase_registration, **whose)
        if row:
            self.promises.erased(row)

    # --- The desk -----------------------------------------------------------------------------

    def do_register_by_hand(self) -> None:
        request = self.request(self.mailbox(), way=self.way())
        self.act(register_by_hand, request=request, by="system")

    def do_put_first(self) -> None:
        self.of(waiting.put_first, "waiting", reason="A guest")

    def do_confirm_waiting(self) -> None:
        self.of(waiting.confirm_waiting, "waiting", "offered")

    def do_approve(self) -> None:
        self.of(approving.approve_request, "pending")

    def do_refuse(self) -> None:
        self.of(approving.refuse_request, "pending")

    def do_want_approval(self) -> None:
        asks = self.dice.random() < 0.5
        Quota.objects.filter(way=self.way()).update(requires_approval=asks)

    def do_correct_address(self) -> None:
        whose = self.whose()
        row = Registration.objects.filter(pk=whose["registration_id"]).first()
        self.act(changing.correct_address, **whose, email=self.mailbox())
        if row:
            self.promises.left_without_word(row)

    def do_replace_by_hand(self) -> None:
        whose, email = self.whose("confirmed"), self.mailbox()
        row = Registration.objects.filter(pk=whose["registration_id"]).first()
        if row and row.email_key != email_key(email):
            successor = _successor(row, email)
            more = {"email": email, "successor": successor, "reason": f"{row.first_name} is ill"}
            self.act(replacing.replace_by_hand, **whose, **more)
            self.promises.passed_on(row)

    def do_mail_again(self) -> None:
        self.of(changing.resend_confirmation)

    def do_invite(self) -> None:
        email = self.mailbox()
        person = Person(
            first_name="Lou", last_name="Petit", email=email, organisation="", language="fr"
        )
        invite_people(code_id=self.code.pk, people=[person])
        write_to_invitees()

    def do_answer_invitation(self) -> None:
        found = list(Invitee.objects.select_related("code").order_by("pk"))
        if not found:
            return
        invitee = self.dice.choice(found)
        if self.dice.random() < 0.3:
            decline_invitation(invitee_id=invitee.pk)
        elif invitee.registration_id is None:
            request = self.request(invitee.email, way=Way.IN_PERSON)
            self.act(confirm_invitee, invitee=invitee, request=request)

    # --- Time, capacity and the programme -------------------------------------------------------

    def do_let_time_pass(self) -> None:
        self.now += dt.timedelta(hours=self.dice.choice([1, 30]))
        if self.now > NOW + dt.timedelta(days=15):
            self.now = NOW
        self.tell("time passes")
        waiting.expire_offers(self.now)

    def do_change_capacity(self) -> None:
        quota = Quota.objects.get(way=self.way())
        quota.capacity = self.dice.choice([0, 1, 2, 3, None])
        if quota.way == Way.IN_PERSON and quota.capacity is None:
            quota.capacity = 2
        self.tell(f"capacity {quota.way} {quota.capacity}")
        save_quota(quota)
        waiting.fill_free_places(quota.pk, now=self.now)

    def do_change_seats(self) -> None:
        seats = Seats.objects.get(session__slug=self.dice.choice(SLUGS))
        Seats.objects.filter(pk=seats.pk).update(capacity=self.dice.choice([0, 1, 2]))
        booking.fill_free_seats(seats.pk, now=self.now)

    def do_change_hours(self) -> None:
        quota = Quota.objects.get(way=self.way())
        quota.starts_at, quota.doors_at = at(self.dice.choice([8, 9, 10])), None
        self.tell(f"hours {quota.way} {quota.starts_at:%H}")
        save_quota(quota)

    def do_change_session(self) -> None:
        slug = self.dice.choice(SLUGS)
        values: dict[str, Any] = self.dice.choice(
            [
                {"state": "cancelled"},
                {"state": "scheduled"},
                {"starts_at": at(10), "ends_at": at(10, 45)},
                {"starts_at": at(14), "ends_at": at(14, 45)},
                {"time_confirmed": False},
                {"time_confirmed": True},
            ]
        )
        self.tell(f"session {slug} {values}")
        change(slug, **values)

    def do_tell_changes(self) -> None:
        self.tell(f"told {tell()} of {ChangeNotice.objects.count()}")


WEIGHTS = {
    **dict.fromkeys(("do_register", "do_book", "do_switch"), 9),
    **dict.fromkeys(("do_accept", "do_accept_seat", "do_follow_link", "do_cancel"), 5),
    **dict.fromkeys(("do_approve", "do_refuse", "do_automatic", "do_seat_automatic"), 4),
    **dict.fromkeys(("do_erase", "do_let_time_pass", "do_correct_address", "do_mail_again"), 1),
}
"""How often, where it is not the usual 2."""


def _successor(row: Registration, email: str) -> replacing.Successor:
    return replacing.Successor(
        first_name=f"Zoé{email.partition('@')[0].lower()}",
        last_name="Bernard",
        organisation="Coopérative",
        audience_id=row.audience_id,
        language="en",
    )


def _short(values: dict[str, Any]) -> str:
    told = {
        name: getattr(value, "email", None) or getattr(value, "first_name", None) or value
        for name, value in values.items()
        if name not in ("now", "signature")
    }
    return " ".join(f"{name}={value}" for name, value in told.items())
