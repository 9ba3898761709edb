"""Sending what the outbox holds. Never inside a transaction: each step commits by itself."""

import datetime as dt
import time

from auditlog.models import LogEntry
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from summit import ics
from summit.accounts.models import User
from summit.mail.delivery import Outcome, Postman, ServerAway
from summit.mail.models import EmailState, OutgoingEmail
from summit.mail.wake import wake_worker

# Longer than any dialogue may last (delivery.DIALOGUE_LIMIT), so that a living worker keeps it.
LEASE = dt.timedelta(seconds=60)
TURN = 10.0
MANY = 10

# A server that heals is noticed within a minute; after six hours the trouble is the address's.
FIRST_PAUSE = dt.timedelta(seconds=5)
LONGEST_PAUSE = dt.timedelta(seconds=60)
PATIENT_PAUSE = dt.timedelta(minutes=15)
PATIENT_AFTER = dt.timedelta(hours=6)
GIVE_UP_AFTER = dt.timedelta(days=3)

RESEND_INTERVAL = dt.timedelta(minutes=1)
COPIED = (
    "kind",
    "to",
    "to_name",
    "from_email",
    "from_name",
    "language",
    "subject",
    "text_body",
    "html_body",
    "calendar_method",
    "calendar_uid",
    "links",
    "unsubscribe_url",
)

# Both in SQL, since the ORM takes longer to write what they say than a mail takes to leave.

# Takes the next row that OutgoingEmailQuerySet.due holds, new mail before mail that failed earlier,
# and reads it. What somebody else takes at this moment is passed over. What is in turn stays so: an
# earlier invitation that has left never waits again.
CLAIM = """
    UPDATE mail_outgoingemail
    SET state = 'in_flight', lease_until = %(lease_until)s, attempts = attempts + 1
    WHERE id = (
        SELECT id FROM mail_outgoingemail AS mine
        WHERE state IN ('pending', 'retry', 'in_flight')
          AND (state IN ('pending', 'retry') AND next_attempt_at <= %(now)s
               OR state = 'in_flight' AND lease_until <= %(now)s)
          AND (calendar_uid = '' OR NOT EXISTS (
               SELECT 1 FROM mail_outgoingemail AS earlier
               WHERE earlier."to" = mine."to" AND earlier.id < mine.id
                 AND earlier.calendar_uid <> '' AND earlier.state NOT IN ('sent', 'failed')))
        ORDER BY attempts, next_attempt_at, id
        LIMIT 1 {lock})
    RETURNING *
"""

MARK = """
    UPDATE mail_outgoingemail
    SET state = %s, last_error = %s, sent_at = %s, next_attempt_at = %s, lease_until = NULL
    WHERE id = %s AND state = 'in_flight' AND lease_until = %s
"""


def deliver_due_emails(postman: Postman | None = None, *, budget: float = TURN) -> int:
    """Send what is due, new mail before mail that failed earlier. Returns how many left.

    Over the connection of `postman`, which stays open, or over one of its own. Where there is
    much, another worker is woken to help. After `budget` seconds other work gets its turn.
    """
    if postman is None:
        with Postman() as own:
            return deliver_due_emails(own, budget=budget)
    taken, sent, deadline = 0, 0, time.monotonic() + budget
    while email := _claim():
        taken += 1
        try:
            sent += _deliver(email, postman).state == EmailState.SENT
        except ServerAway as trouble:
            _put_off_everything_due(trouble)
            break
        is_over = time.monotonic() >= deadline
        if is_over or taken == MANY:
            wake_worker()
        if is_over:
            break
    return sent


def _deliver(email: OutgoingEmail, postman: Postman) -> Outcome:
    postman.check_connection()
    try:
        outcome = postman.deliver(email)
    except ServerAway as trouble:
        _mark(email, Outcome.retry(trouble.reason), is_patient=True)
        raise
    _mark(email, outcome)
    return outcome


def _claim() -> OutgoingEmail | None:
    """The next row, ours until its lease ends; None if nothing is due."""
    now = timezone.now()
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    values = {"now": now, "lease_until": now + LEASE}
    # One statement, which commits by itself.
    return next(iter(OutgoingEmail.objects.raw(CLAIM.format(lock=lock), values)), None)


def _mark(email: OutgoingEmail, outcome: Outcome, *, is_patient: bool = False) -> None:
    """Write the outcome, unless the lease ran out and another worker holds the row.

    `is_patient`: the trouble is the server's, so that the mail waits as long as it takes.
    """
    now = timezone.now()
    state, sent_at, next_attempt_at = outcome.state, None, email.next_attempt_at
    if state == EmailState.SENT:
        sent_at = now
    elif state == EmailState.RETRY:
        age = now - email.created_at
        if age >= GIVE_UP_AFTER and not is_patient:
            state = EmailState.FAILED
        next_attempt_at = now + pause_before_retry(email.attempts, age)
    moments = (sent_at, next_attempt_at, email.lease_until)
    sent, following, lease = map(connection.ops.adapt_datetimefield_value, moments)
    with connection.cursor() as cursor:
        cursor.execute(MARK, [state.value, outcome.error, sent, following, email.pk, lease])
    if email.erase_when_done:
        OutgoingEmail.objects.to_erase().filter(pk=email.pk).delete()


def erase_done_emails() -> int:
    """Erase what was to be kept no longer than its delivery, wherever a worker died in between."""
    return OutgoingEmail.objects.to_erase().delete()[0]


def pause_before_retry(attempts: int, age: dt.timedelta) -> dt.timedelta:
    """5, 10, 20, 40, 60, 60 … seconds; a quarter of an hour once the mail is six hours old."""
    if age >= PATIENT_AFTER:
        return PATIENT_PAUSE
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def _put_off_everything_due(trouble: ServerAway) -> None:
    """The server is away for all alike: say so on each row instead of trying each of them."""
    now = timezone.now()
    OutgoingEmail.objects.due(now).update(
        state=EmailState.RETRY,
        lease_until=None,
        last_error=trouble.reason,
        attempts=F("attempts") + 1,
        next_attempt_at=now + 2 * FIRST_PAUSE,
    )


def send_again(email: OutgoingEmail, actor: User) -> OutgoingEmail:
    """Send what was sent, or failed, once more: a new row with a new Message-ID.

    Presses within a minute give the same row; mail that is still on its way is only hurried.
    The invitation gets a later DTSTAMP, all else is as it was written. Writes an audit entry.
    """
    with transaction.atomic():
        original = OutgoingEmail.objects.select_for_update().get(pk=email.pk)
        if original.is_unsent:
            return _hurry(original)
        now = timezone.now()
        recent = original.resends.filter(created_at__gt=now - RESEND_INTERVAL).first()
        if recent is not None:
            return recent
        again = _copy(original, actor=actor, now=now)
        again.save(force_insert=True)
        LogEntry.objects.log_create(
            original,
            force_log=True,
            action=LogEntry.Action.UPDATE,
            actor=actor,
            changes={"sent_again": ["", str(again.pk)]},
        )
        transaction.on_commit(wake_worker, robust=True)
    return again


def _hurry(email: OutgoingEmail) -> OutgoingEmail:
    OutgoingEmail.objects.filter(pk=email.pk, state=EmailState.RETRY).update(
        next_attempt_at=timezone.now()
    )
    transaction.on_commit(wake_worker, robust=True)
    return email


def _copy(original: OutgoingEmail, *, actor: User, now: dt.datetime) -> OutgoingEmail:
    calendar = original.calendar
    if calendar:
        calendar = ics.restamp(calendar.encode(), now).decode()
    return OutgoingEmail(
        # The number of earlier copies is the second wall against a double press.
        dedupe_key=f"again:{original.pk}:{original.resends.count() + 1}",
        calendar=calendar,
        created_at=now,
        next_attempt_at=now,
        resend_of=original,
        created_by=actor,
        **{name: getattr(original, name) for name in COPIED},
    )
