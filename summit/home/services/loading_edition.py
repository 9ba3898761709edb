"""The edition from the programme file, with what a fresh installation needs to write mail."""

import datetime as dt
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from summit.edition.loading import Entry, LoadReport, apply_fields
from summit.edition.models import Edition

FILE = "programme.json"
BUSINESS_DAY_ENDS = dt.time(18, 15)


def load_edition(data: Mapping[str, Any], *, overwrite: bool, report: LoadReport) -> Edition:
    """Create or update the edition and return it. Raises LoadError.

    Registration is open from the start and closes when the Business Day ends, so that people
    can still come online on the day itself. Sender and contact are filled only while empty.
    """
    entry = Entry(FILE, "edition", Entry(FILE, "", data).require("edition", dict))
    slug = entry.require("slug")
    row = Edition.objects.order_by("pk").first() or Edition(slug=slug)
    if row.slug != slug:
        raise entry.error("slug", f"this site already holds the edition {row.slug!r}")
    zone = _zone(entry)
    business_day = entry.optional_date("business_day")
    values = {
        "start": entry.date("start"),
        "end": entry.date("end"),
        "business_day": business_day,
        "timezone": zone.key,
        "city_fr": entry.require("city"),
        "city_en": entry.require("city"),
        "official_sites": entry.get("official_sites", []),
        "registration_closes_at": dt.datetime.combine(business_day, BUSINESS_DAY_ENDS, zone)
        if business_day
        else None,
        **entry.text("name"),
        **entry.text("name", "sender_name"),
        **entry.text("long_name"),
        **entry.text("short_name"),
        **entry.text("summary"),
    }
    apply_fields(row, values, entry=entry, overwrite=overwrite, report=report)
    _fill_addresses(row)
    report.step(f"{FILE}: edition")
    return row


def _zone(entry: Entry) -> ZoneInfo:
    try:
        return ZoneInfo(entry.require("timezone"))
    except (ZoneInfoNotFoundError, ValueError):
        raise entry.error("timezone", "is not a time zone") from None


def _fill_addresses(row: Edition) -> None:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        validate_email(address)
    except ValidationError:  # a site without a domain, such as one on 127.0.0.1
        return
    empty = [name for name in ("sender_email", "contact_email") if not getattr(row, name)]
    for name in empty:
        setattr(row, name, address)
    if empty:
        row.save(update_fields=empty)
