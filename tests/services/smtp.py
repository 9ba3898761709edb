"""A real SMTP server that keeps what it receives and fails in the ways servers fail."""

import asyncio
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Literal, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.environment import free_port

Stage = Literal["mail", "rcpt", "data"]
HANG, DROP, ACCEPT_THEN_DROP = "hang", "drop", "accept then drop"


@dataclass(frozen=True)
class Received:
    """One accepted message, byte for byte, with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.raw, policy=email.policy.default)
        return cast("EmailMessage", parsed)


@dataclass
class _Plan:
    stage: Stage
    answer: str
    times: int | None
    recipient: str | None


@dataclass
class _Handler:
    """aiosmtpd's hooks; lives in the server's thread and loop."""

    received: list[Received] = field(default_factory=list)
    plans: list[_Plan] = field(default_factory=list)
    attempts: int = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts += 1
        refusal = await self._planned(server, "mail", None)
        if refusal:
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = await self._planned(server, "rcpt", address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        received = Received(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            raw=cast("bytes", envelope.original_content),
        )
        refusal = await self._planned(server, "data", received.recipients[0], received)
        if refusal:
            return refusal
        self.received.append(received)
        return "250 Accepted"

    async def _planned(
        self, server: SMTP, stage: Stage, recipient: str | None, received: Received | None = None
    ) -> str | None:
        plan = self._next_plan(stage, recipient)
        if plan is None:
            return None
        if plan.answer == HANG:
            await asyncio.sleep(3600)
        if plan.answer == ACCEPT_THEN_DROP and received is not None:
            self.received.append(received)
        if plan.answer in {DROP, ACCEPT_THEN_DROP}:
            transport = server.transport
            if transport is not None:
                transport.abort()
        return plan.answer

    def _next_plan(self, stage: Stage, recipient: str | None) -> _Plan | None:
        for plan in self.plans:
            if plan.stage == stage and plan.recipient in {None, recipient}:
                if plan.times is not None:
                    plan.times -= 1
                    if plan.times <= 0:
                        self.plans.remove(plan)
                return plan
        return None


class SmtpServer:
    """`received` holds the accepted messages in order; `answer` plans a failure.

    server.answer("451 try later", times=1)      the next message is put off once
    server.answer("550 no such user", stage="rcpt", recipient="gone@example.org")
    server.answer(HANG) / DROP / ACCEPT_THEN_DROP the dialogue hangs, breaks, or breaks after
                                                  the message has been taken
    """

    def __init__(self) -> None:
        self._handler = _Handler()
        self._controller: Any = None
        self.host, self.port = "127.0.0.1", 0

    def start(self) -> None:
        self.port = self.port or free_port()
        self._controller = Controller(self._handler, hostname=self.host, port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections until `start` is called again, which keeps the port."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def reset(self) -> None:
        self._handler.received.clear()
        self._handler.plans.clear()
        self._handler.attempts = 0
        if self._controller is None:
            self.start()

    def answer(
        self,
        reply: str,
        *,
        stage: Stage = "data",
        times: int | None = None,
        recipient: str | None = None,
    ) -> None:
        self._handler.plans.append(_Plan(stage, reply, times, recipient))

    def recover(self) -> None:
        """Forget every planned failure."""
        self._handler.plans.clear()

    @property
    def received(self) -> list[Received]:
        return self._handler.received

    @property
    def attempts(self) -> int:
        """How many times a client began a message."""
        return self._handler.attempts

    @property
    def url(self) -> str:
        """The value of EMAIL_URL that points another process here."""
        return f"smtp://{self.host}:{self.port}"


@pytest.fixture(scope="session")
def _smtp_server_of_worker() -> Iterator[SmtpServer]:
    server = SmtpServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def smtp_server(_smtp_server_of_worker: SmtpServer, settings: Any) -> SmtpServer:
    """An empty SMTP server on loopback, with Django's mail settings pointed at it."""
    server = _smtp_server_of_worker
    server.reset()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return server
