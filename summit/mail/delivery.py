"""Speaking to the mail server: one connection for many messages, nothing without an end."""

import logging
import re
import smtplib
import socket
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from django.core.mail import get_connection
from django.utils.translation import gettext_noop

from summit.mail.messages import WrittenMessage, build_message
from summit.mail.models import EmailState, OutgoingEmail

logger = logging.getLogger(__name__)

# Django gives up on one silent answer after EMAIL_TIMEOUT; this ends a server that drips.
DIALOGUE_LIMIT = 30.0
ERROR_LENGTH = 200
# Refusals that speak of us, not of the message: a wrong password must not lose mail.
OUR_FAULT = {530, 534, 535, 538}
SERVICE_CLOSING = 421
PERMANENT = range(500, 600)
SERVER_IS_FINE = 250

# Servers close connections that are idle or that have carried many messages.
LONGEST_IDLE = 10.0
# A connection that has just carried a message is not asked whether it still stands.
TRUSTED_FOR = 0.5
MOST_MESSAGES = 100

# Kept in English on the row; whoever shows them translates.
NO_ANSWER = gettext_noop("The mail server does not answer.")
REFUSED = gettext_noop("The mail server refuses the connection.")
BROKEN_OFF = gettext_noop("The mail server broke off.")
NO_CONNECTION = gettext_noop("The connection to the mail server failed.")
ADDRESS_KIND = gettext_noop("The mail server does not take this kind of address.")
CANNOT_BUILD = gettext_noop("The message cannot be built.")
NOT_HANDED_OVER = gettext_noop("The message could not be handed over.")

_PERSONAL = re.compile(r"https?://\S+|[^\s<>]*@[^\s<>]*|[\w-]{24,}")


class ServerAway(Exception):
    """No message can be handed over now; `reason` may be shown."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Outcome:
    """The state that a row takes after an attempt, and why."""

    state: EmailState
    error: str = ""

    @classmethod
    def sent(cls) -> "Outcome":
        return cls(EmailState.SENT)

    @classmethod
    def retry(cls, error: str) -> "Outcome":
        return cls(EmailState.RETRY, error)

    @classmethod
    def failed(cls, error: str) -> "Outcome":
        return cls(EmailState.FAILED, error)


class Postman:
    """Hands messages over; opens the connection when first needed and closes it at the end."""

    def __init__(self) -> None:
        self._connection: Any = get_connection(fail_silently=False)
        self._is_open = False
        self._handed_over = 0
        self._used_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def deliver(self, email: OutgoingEmail) -> Outcome:
        """One attempt. Raises ServerAway when the trouble would be the same for any message."""
        try:
            message = build_message(email)
        except UnicodeEncodeError:  # a local part outside ASCII would need SMTPUTF8 all the way
            return Outcome.failed(ADDRESS_KIND)
        except Exception as error:  # noqa: BLE001 - one broken row must not stop the others
            logger.warning("Mail %s cannot be built: %s", email.pk, type(error).__name__)
            return Outcome.retry(CANNOT_BUILD)
        self._open()
        with _Limit(self._connection):
            outcome = self._hand_over(message, email)
        if outcome.state != EmailState.SENT:
            logger.warning("Mail %s not accepted: %s", email.pk, outcome.error)
        return outcome

    def check_connection(self) -> None:
        """Before an old connection is used again: close one that is worn out or dead.

        Asked before the dialogue, so that a message is never begun on a dead connection.
        """
        if not self._is_open:
            return
        idle = time.monotonic() - self._used_at
        is_worn_out = idle > LONGEST_IDLE or self._handed_over >= MOST_MESSAGES
        if is_worn_out or (idle > TRUSTED_FOR and not self._is_alive()):
            self._close()

    def _is_alive(self) -> bool:
        client = getattr(self._connection, "connection", None)
        if client is None:  # not a mail server, such as files
            return True
        try:
            return client.noop()[0] == SERVER_IS_FINE
        except (OSError, smtplib.SMTPException):
            return False

    def _hand_over(self, message: WrittenMessage, email: OutgoingEmail) -> Outcome:
        try:
            self._connection.send_messages([message])
            self._handed_over += 1
            self._used_at = time.monotonic()
        except smtplib.SMTPResponseException as error:
            return self._refused(error.smtp_code, error.smtp_error, email)
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            return self._refused(code, reply, email)
        except smtplib.SMTPNotSupportedError:
            return Outcome.failed(ADDRESS_KIND)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Outcome.retry(_broken(error))
        except Exception as error:  # noqa: BLE001 - one broken row must not stop the others
            logger.warning("Mail %s not handed over: %s", email.pk, type(error).__name__)
            self._close()
            return Outcome.retry(NOT_HANDED_OVER)
        return Outcome.sent()

    def _refused(self, code: int, reply: bytes | str, email: OutgoingEmail) -> Outcome:
        reason = without_personal_data(f"{code} {_decoded(reply)}", email)
        if code in OUR_FAULT:
            raise ServerAway(reason)
        if code == SERVICE_CLOSING:
            self._close()
        return Outcome.failed(reason) if code in PERMANENT else Outcome.retry(reason)

    def _open(self) -> None:
        if self._is_open:
            return
        try:
            self._connection.open()
        except smtplib.SMTPResponseException as error:
            self._close()
            reason = without_personal_data(f"{error.smtp_code} {_decoded(error.smtp_error)}")
            raise ServerAway(reason) from None
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise ServerAway(_broken(error)) from None
        self._is_open = True
        self._handed_over, self._used_at = 0, time.monotonic()

    def _close(self) -> None:
        self._is_open = False
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            self._connection.connection = None


class KeptPostman(threading.local):
    """One for each thread of a worker: mails that follow each other share a connection."""

    def __init__(self) -> None:
        self._postman: Postman | None = None

    def get(self) -> Postman:
        if self._postman is None:
            self._postman = Postman()
        return self._postman


class _Limit:
    """Breaks the socket when a dialogue lasts longer than DIALOGUE_LIMIT."""

    def __init__(self, connection: Any) -> None:
        client = getattr(connection, "connection", None)
        self._socket: Any = getattr(client, "sock", None)
        self._timer = threading.Timer(DIALOGUE_LIMIT, self._break)
        self._timer.daemon = True

    def __enter__(self) -> None:
        if self._socket is not None:
            self._timer.start()

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()

    def _break(self) -> None:
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def without_personal_data(reply: str, email: OutgoingEmail | None = None) -> str:
    """A server's reply without addresses, links and tokens, short enough to keep."""
    if email is not None:
        for part in (email.to, email.to.partition("@")[0]):
            reply = re.sub(re.escape(part), "…", reply, flags=re.IGNORECASE)
    return " ".join(_PERSONAL.sub("…", reply).split())[:ERROR_LENGTH]


def _decoded(reply: bytes | str) -> str:
    return reply if isinstance(reply, str) else reply.decode("utf-8", "replace")


def _broken(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return NO_ANSWER
    if isinstance(error, ConnectionRefusedError):
        return REFUSED
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return BROKEN_OFF
    return NO_CONNECTION
