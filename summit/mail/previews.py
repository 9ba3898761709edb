"""What an organiser may see of a mail: all of it but the personal links."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from summit.mail.models import OutgoingEmail

# The mail's HTML is shown as in a mail program that runs and loads nothing but our own images.
POLICY = (
    "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def blank_links(email: OutgoingEmail, text: str, instead: str = "") -> str:
    """`text` with nothing that leads to somebody's personal page."""
    for placeholder in email.personal_links():
        text = text.replace(placeholder, instead or _("[personal link]"))
    return text


def preview_response(email: OutgoingEmail) -> HttpResponse:
    """The HTML part, for an `<iframe sandbox>` on our own pages only."""
    response = HttpResponse(blank_links(email, email.html_body, "#"))
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
