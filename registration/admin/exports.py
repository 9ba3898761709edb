"""The registrations as a file for a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from registration.models import AccessNeed, Registration
from summit.spreadsheets import csv_response, xlsx_response

CHUNK = 500


def registrations_csv(queryset: QuerySet[Registration]) -> StreamingHttpResponse:
    """One line a registration, in the organiser's language; cells can hold no formula."""
    return csv_response(_rows(queryset), filename=f"{_file_name()}.csv")


def registrations_xlsx(queryset: QuerySet[Registration]) -> FileResponse:
    """The same lines as a workbook."""
    return xlsx_response(_rows(queryset), filename=f"{_file_name()}.xlsx", sheet=_("Registrations"))


def _file_name() -> str:
    return f"registrations-{timezone.localtime():%Y-%m-%d-%H%M}"


def _rows(queryset: QuerySet[Registration]) -> Iterator[list[Any]]:
    yield [
        _("Number"),
        _("First name"),
        _("Last name"),
        _("E-mail"),
        _("Organisation"),
        _("Type of organisation"),
        _("Audience"),
        _("Role"),
        _("Country"),
        _("Language"),
        _("Confirmed"),
        _("Waiting"),
        _("Access needs"),
        _("Note for reception"),
        _("Registered"),
        _("Cancelled"),
    ]
    rows = queryset.select_related("audience", "organisation_type").prefetch_related(
        "places__quota"
    )
    for registration in rows.iterator(chunk_size=CHUNK):
        yield _row(registration)


def _row(registration: Registration) -> list[Any]:
    confirmed, waiting = registration.confirmed_place, registration.waiting_place
    return [
        registration.public_id,
        registration.first_name,
        registration.last_name,
        registration.email,
        registration.organisation,
        registration.organisation_type or "",
        registration.audience,
        registration.role,
        registration.country,
        registration.language,
        confirmed.quota if confirmed else "",
        waiting.quota if waiting else "",
        ", ".join(need_labels(registration)),
        registration.access_note,
        _moment(registration.created_at),
        _moment(registration.cancelled_at),
    ]


def need_labels(registration: Registration) -> list[str]:
    known = dict(AccessNeed.choices)
    return [str(known.get(need, need)) for need in registration.access_needs]


def _moment(value: Any) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""
