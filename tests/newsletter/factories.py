import datetime as dt
from typing import Any

from summit.accounts.emails import email_key
from summit.newsletter.models import Newsletter, Subscription
from summit.newsletter.services.subscribing import request_subscription

NOW = dt.datetime(2025, 1, 20, 8, tzinfo=dt.UTC)
EMAIL = "camille@example.org"
CONSENT = "J’accepte."


def make_newsletter() -> Newsletter:
    words = {
        "title": ("La lettre", "The newsletter"),
        "pitch": ("Quelques messages.", "A few messages."),
        "label": ("Votre adresse", "Your address"),
        "button": ("Je m’abonne", "Subscribe"),
        "consent": (CONSENT, "I agree."),
        "pending": ("Ouvrez le message.", "Open the message."),
        "confirmed": ("C’est noté.", "All set."),
    }
    values = {
        f"{name}_{language}": text
        for name, texts in words.items()
        for language, text in zip(("fr", "en"), texts, strict=True)
    }
    return Newsletter.objects.create(**values)


def ask(email: str = EMAIL, **values: Any) -> Subscription:
    """Someone asks for the newsletter; the row that results."""
    request_subscription(
        **{"email": email, "language": "fr", "consent_text": CONSENT, "now": NOW, **values}
    )
    return Subscription.objects.get(email_key=email_key(email))
