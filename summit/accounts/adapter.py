"""How allauth is bent to the two doors: staff by password, everyone else by a mailed code."""

import logging
import smtplib
from email.utils import formataddr
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.mail import EmailMessage, get_connection
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from summit.edition.models import Edition

logger = logging.getLogger(__name__)

# Someone waits in front of the page while this message leaves.
SEND_TIMEOUT_S = 5


class MailNotAccepted(Exception):
    """The mail server did not take the sign-in message."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not go together."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The code door makes accounts; there is no sign-up form with a password."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """False as well for what is no address at all."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_from_email(self) -> str:
        edition = Edition.objects.current()
        if not edition.sender_email:
            return super().get_from_email()
        return formataddr((edition.sender_name or edition.name, edition.sender_email))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once, outside the outbox: a code is worth nothing a minute later.

        Raises MailNotAccepted when the mail server is away or refuses.
        """
        context = {
            "request": self.request,
            "email": email,
            "current_site": get_current_site(self.request),
            "edition": Edition.objects.current(),
            "site_url": settings.SITE_URL,
        } | context
        message: EmailMessage = self.render_mail(template_prefix, email, context)
        message.extra_headers["Auto-Submitted"] = "auto-generated"
        message.connection = get_connection()
        if hasattr(message.connection, "timeout"):
            message.connection.timeout = SEND_TIMEOUT_S
        try:
            message.send()
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("sign-in mail not accepted: %s", type(error).__name__)
            raise MailNotAccepted from error
