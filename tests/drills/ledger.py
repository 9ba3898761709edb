"""What was promised, held against what exists: rows, outbox and mailboxes."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.drills.deployment import Deployment
from tests.drills.people import Crowd

COMPLETE_WITHIN = 120.0

ROWS = """
    SELECT email, count(*) FROM registration_registration WHERE email LIKE %s GROUP BY email
"""
PLACES = """
    SELECT email, count(*) FROM registration_place AS place
    JOIN registration_registration AS person ON person.id = place.registration_id
    WHERE email LIKE %s AND state IN ('confirmed', 'waiting') GROUP BY email
"""
MAILS = 'SELECT "to", message_id, state FROM mail_outgoingemail WHERE "to" LIKE %s'


@dataclass
class Case:
    """One drill; its people have addresses in a domain of their own."""

    deployment: Deployment
    name: str
    injected: str = ""
    crowd: Crowd = field(default_factory=lambda: Crowd([]))
    healed_at: float = 0.0
    complete_after: float = 0.0
    doubled: int = 0
    is_proved: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def domain(self) -> str:
        return f"{self.name}.example"

    def emails(self, number: int) -> list[str]:
        return [f"person{index}@{self.domain}" for index in range(number)]

    def heal(self) -> None:
        """From now on the site has its time to catch up."""
        self.healed_at = time.monotonic()

    def mails(self) -> list[tuple[str, str, str]]:
        return [(to, id_, state) for to, id_, state in self._rows(MAILS)]

    def number_received(self) -> int:
        ends = f"@{self.domain}"
        return sum(mail.recipients[0].endswith(ends) for mail in self.deployment.smtp.received)

    def received(self) -> dict[str, list[str]]:
        """Message-IDs by mailbox, as the mail server took them."""
        boxes = defaultdict(list)
        for mail in self.deployment.smtp.received:
            for to in mail.recipients:
                if to.endswith(f"@{self.domain}"):
                    boxes[to].append(str(mail.message["Message-ID"]))
        return boxes

    def wait_until_complete(self) -> None:
        """Until no message waits any more; fails after COMPLETE_WITHIN seconds of health."""
        waiting = ["?"]
        while waiting:
            time.sleep(0.2)
            self.complete_after = time.monotonic() - self.healed_at
            waiting = [to for to, _, state in self.mails() if state not in {"sent", "failed"}]
            assert self.complete_after <= COMPLETE_WITHIN, (
                f"{len(waiting)} messages still wait\n{self.deployment.logs()}"
            )

    def check_nothing_lost(self, *, refused: frozenset[str] = frozenset()) -> None:
        """Each yes: one registration with one place and one message, which was taken.

        More copies than one only under the same Message-ID. Whoever got no yes has either all
        of this or nothing. Mail to a `refused` address failed and is known as failed.
        """
        rows, places = dict(self._rows(ROWS)), dict(self._rows(PLACES))
        mails = Counter(to for to, _, _ in self.mails())
        state = {to: state for to, _, state in self.mails()}
        boxes = self.received()
        lost = set(self.crowd.yes) - rows.keys()
        assert lost == set(), "answered yes, and gone"
        assert set(rows.values()) <= {1}, "registered twice"
        assert places == rows, "a registration without its one place"
        assert mails == rows, "a registration without its one message"
        assert {to for to in state if state[to] == "failed"} == refused
        assert boxes.keys() == rows.keys() - refused, "a mailbox without its message"
        assert all(len(set(ids)) == 1 for ids in boxes.values()), "two different messages"
        self.doubled = sum(len(ids) - 1 for ids in boxes.values())
        self.is_proved = True

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self.deployment.rows(statement, f"%@{self.domain}")

    def line(self) -> str:
        statuses = ", ".join(
            f"{'broken off' if status == 0 else status}: {number}"
            for status, number in sorted(self.crowd.statuses.items())
        )
        facts = [
            f"{len(self.crowd.presses)} people, {len(self.crowd.yes)} answered yes, lost 0",
            f"mail doubled by a break after acceptance: {self.doubled}",
            f"p99 {self.crowd.p99:.2f} s" if self.crowd.presses else "",
            f"complete {self.complete_after:.0f} s after healing",
            f"answers {statuses}",
            *self.notes,
        ]
        found = "; ".join(filter(None, facts))
        return f"{self.name}\n  injected: {self.injected}\n  found: {found}"
