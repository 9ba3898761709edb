"""Which mail a subscriber gets, and the personal links in it."""

from summit.links import PersonalLink
from summit.mail.outbox import enqueue_email
from summit.newsletter.models import Newsletter, Subscription

CONFIRM = "newsletter-confirm"
UNSUBSCRIBE = "newsletter-unsubscribe"
# Unsubscribing must work from every message ever sent, so its link has one version for life.
UNSUBSCRIBE_VERSION = 1


def unsubscribe_link(subscription: Subscription) -> PersonalLink:
    """For the body and the List-Unsubscribe header of every message of the newsletter."""
    return PersonalLink(
        "newsletter:unsubscribe", subscription.public_id, UNSUBSCRIBE, UNSUBSCRIBE_VERSION
    )


def confirm_link(subscription: Subscription) -> PersonalLink:
    return PersonalLink(
        "newsletter:confirm", subscription.public_id, CONFIRM, subscription.link_version
    )


def send_confirmation_request(subscription: Subscription) -> None:
    """Ask the owner of the address; nothing else is sent to it before the answer."""
    enqueue_email(
        kind="newsletter_confirm",
        dedupe_key=f"newsletter_confirm:{subscription.public_id}:{_moment(subscription)}",
        to=subscription.email,
        language=subscription.language,
        context=words(),
        links={"confirm_url": confirm_link(subscription)},
    )


def send_welcome(subscription: Subscription) -> None:
    enqueue_email(
        kind="newsletter_welcome",
        dedupe_key=f"newsletter_welcome:{subscription.public_id}:{subscription.link_version}",
        to=subscription.email,
        language=subscription.language,
        context=words(),
        unsubscribe_url=unsubscribe_link(subscription),
    )


def _moment(subscription: Subscription) -> str:
    return subscription.mailed_at.isoformat() if subscription.mailed_at else ""


def words() -> dict[str, Newsletter | None]:
    """The organisers' words for mails and pages of the newsletter; None before they wrote any."""
    return {"newsletter": Newsletter.objects.first()}
