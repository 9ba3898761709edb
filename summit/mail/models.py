"""The outbox: one row per message, written in the transaction of what it tells."""

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from summit.links import PersonalLink


class EmailState(models.TextChoices):
    PENDING = "pending", _("To be sent")
    IN_FLIGHT = "in_flight", _("Being sent")
    RETRY = "retry", _("Will be tried again")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


UNSENT = (EmailState.PENDING, EmailState.IN_FLIGHT, EmailState.RETRY)


def new_message_id() -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{uuid.uuid4()}@{host}>"


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def unsent(self) -> "OutgoingEmailQuerySet":
        return self.filter(state__in=UNSENT)

    def due(self, now: dt.datetime) -> "OutgoingEmailQuerySet":
        """What may be claimed: waiting and due, or claimed by a worker whose lease ran out.

        `unsent` says nothing new, but lets the database walk the small index of what is unsent,
        in its order, also where it believes that most rows are.
        """
        return (
            self.unsent()
            .filter(
                Q(state__in=(EmailState.PENDING, EmailState.RETRY), next_attempt_at__lte=now)
                | Q(state=EmailState.IN_FLIGHT, lease_until__lte=now)
            )
            .in_turn()
        )

    def to_erase(self) -> "OutgoingEmailQuerySet":
        """Done with, and kept by nobody."""
        return self.filter(erase_when_done=True, state__in=(EmailState.SENT, EmailState.FAILED))

    def in_turn(self) -> "OutgoingEmailQuerySet":
        """Without invitations that stand behind an unsent one to the same address.

        A CANCEL must not overtake its REQUEST, and one mail may speak of several entries. A
        failed row does not block: what follows it carries a higher SEQUENCE and the whole
        state, so it stands on its own.
        """
        earlier = OutgoingEmail.objects.invitations_before(OuterRef("pk"), to=OuterRef("to"))
        return self.filter(Q(calendar_uid="") | ~Exists(earlier))

    def invitations_before(self, pk: Any, *, to: Any) -> "OutgoingEmailQuerySet":
        """Unsent ones to the same address that were written earlier.

        Said as "neither sent nor failed", which the index of what is unsent does not answer: the
        database takes that index for tiny and would walk all of it for each row.
        """
        done = (EmailState.SENT, EmailState.FAILED)
        return self.filter(to=to, pk__lt=pk).exclude(calendar_uid="").exclude(state__in=done)


class OutgoingEmail(models.Model):
    """A rendered message on its way to one address. Personal links stand in it as placeholders."""

    kind = models.CharField(_("kind"), max_length=60)
    dedupe_key = models.CharField(max_length=200, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=EmailState.choices, default=EmailState.PENDING
    )

    to = models.EmailField(_("to"), max_length=254)
    to_name = models.CharField(_("name"), max_length=200, blank=True)
    from_email = models.EmailField(_("from"), max_length=254)
    from_name = models.CharField(_("sender’s name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250)
    text_body = models.TextField(_("text"))
    html_body = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(_("invitation"), blank=True)
    """One or more iCalendar objects, one after the other; method and UID are the first one's."""
    calendar_method = models.CharField(_("method of the invitation"), max_length=10, blank=True)
    calendar_uid = models.CharField(max_length=100, blank=True)
    links = models.JSONField(default=dict, blank=True, editable=False)
    unsubscribe_url = models.CharField(max_length=500, blank=True, editable=False)
    message_id = models.CharField(
        "Message-ID", max_length=320, unique=True, default=new_message_id, editable=False
    )

    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    resend_of = models.ForeignKey(
        "self",
        verbose_name=_("sent again from"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="resends",
    )
    erase_when_done = models.BooleanField(default=False, editable=False)
    """The last mail to someone who is erased: the row goes once it has left, or failed for good."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent again by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-pk"]
        permissions = [("send_again", _("Can send mail again"))]
        indexes = [
            models.Index(
                fields=["attempts", "next_attempt_at"],
                condition=Q(state__in=UNSENT),
                name="outgoing_email_unsent",
            ),
            models.Index(fields=["to"], name="outgoing_email_to"),
            models.Index(
                fields=["state"],
                condition=Q(erase_when_done=True),
                name="outgoing_email_to_erase",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("admin:mail_outgoingemail_change", args=[self.pk])

    @property
    def is_unsent(self) -> bool:
        return self.state in UNSENT

    def personal_links(self) -> dict[str, PersonalLink]:
        """Placeholder → the link that it stands for."""
        return {item["placeholder"]: PersonalLink.from_json(item) for item in self.links.values()}
