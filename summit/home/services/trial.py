"""What a first look at the product needs: content, a fictitious organiser, a staff account."""

import datetime as dt
import os
import secrets
from pathlib import Path

from django.conf import settings

from summit.accounts.models import User
from summit.edition import clock
from summit.edition.loading import LoadReport
from summit.edition.models import Edition
from summit.edition.publishing import Status
from summit.home.models import LegalPage, LegalPlaceholder
from summit.home.services.programme import is_loaded, load_content
from summit.home.services.trial_facts import FACTS

ORGANISER = "organiser@example.org"
ADDRESSES = {"sender_email": "sommet@example.org", "contact_email": "contact@example.org"}
REHEARSAL_START = dt.datetime(2025, 1, 20, 9, 0)  # noqa: DTZ001 - the edition adds its zone


def prepare_content(path: Path, report: LoadReport) -> None:
    """Load the files unless they are the ones already loaded. Raises LoadError."""
    if not is_loaded(path):
        load_content(path, report=report)


def fill_legal_pages() -> None:
    """Give every empty fact of the legal texts a fictitious value and publish the pages."""
    for row in LegalPlaceholder.objects.all():
        french, english = FACTS.get(row.slug, ("", ""))
        values = {"value_fr": french, "value_en": english}
        empty = [name for name, value in values.items() if value and not getattr(row, name)]
        for name in empty:
            setattr(row, name, values[name])
        if empty:
            row.save(update_fields=empty)
    for page in LegalPage.objects.filter(status=Status.DRAFT):
        if not page.missing_placeholders():
            page.status = Status.PUBLISHED
            page.save(update_fields=["status"])


def fill_addresses() -> None:
    """Give the edition fictitious addresses where the installation has none."""
    edition = Edition.objects.current()
    empty = [name for name in ADDRESSES if not getattr(edition, name)]
    for name in empty:
        setattr(edition, name, ADDRESSES[name])
    if empty:
        edition.save(update_fields=empty)


def ensure_organiser(folder: Path) -> str:
    """The trial organiser's password: random, kept in `folder`, readable by its owner only."""
    path = folder / "organiser-password"
    password = _stored_password(path)
    user = User.objects.filter(email=ORGANISER).first()
    if user is None:
        User.objects.create_superuser(ORGANISER, password)
    elif not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return password


def start_rehearsal() -> None:
    """Set the clock to the start of the trial, once: later choices of the organiser stay."""
    edition = Edition.objects.current()
    if not settings.SUMMIT_REHEARSAL or edition.loaded.get("rehearsal"):
        return
    clock.set_rehearsal(REHEARSAL_START.replace(tzinfo=edition.zone))
    edition.loaded["rehearsal"] = REHEARSAL_START.isoformat()
    edition.save(update_fields=["loaded"])


def _stored_password(path: Path) -> str:
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(12)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(f"{password}\n")
    return password
