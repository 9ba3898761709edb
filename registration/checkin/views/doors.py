"""The pages of a steward. They work without a script: type or scan into the field, press Enter."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration.checkin.exceptions import NonceTaken, NothingToTakeBack
from registration.checkin.models import Door, Scan, ScanKind
from registration.checkin.services.answering import Answer, answer_of
from registration.checkin.services.doors import people_present
from registration.checkin.services.finding import FEWEST_LETTERS, find_people
from registration.checkin.services.scanning import Shown, record_scan
from registration.checkin.services.undoing import take_back
from registration.checkin.views.permitted import door_page, staff_page
from registration.models import Registration
from summit.accounts.models import User
from summit.edition import clock

DOUBLE_PRESS = dt.timedelta(seconds=10)


@staff_page
@require_safe
def choose_door(request: HttpRequest) -> HttpResponse:
    doors = Door.objects.with_day()
    context = {"doors": doors, "present": people_present(clock.now())}
    return render(request, "checkin/choose_door.html", context)


@door_page
@require_safe
def door(request: HttpRequest, door: Door) -> HttpResponse:
    """Nothing personal: a device may keep this page."""
    return _show(request, door, kind=_kind(request.GET.get("kind")))


@door_page
@require_POST
def enter(request: HttpRequest, door: Door) -> HttpResponse:
    """A code that was typed or scanned, or a person who was found by name; then its result."""
    kind = _kind(request.POST.get("kind"))
    code = request.POST.get("code", "").strip()
    if person := request.POST.get("person"):
        code = _code_of(person)
    if not code:
        fault = _("Scan a ticket, or type the code that stands under its picture.")
        return _show(request, door, kind=kind, fault=fault, status=422)
    shown = Shown(
        code=code,
        kind=kind,
        nonce=_nonce(request.POST.get("nonce")),
        at=clock.now(),
        forced=request.POST.get("forced") == "yes",
    )
    by = cast(User, request.user)
    scan = _record(door, shown, by)
    return redirect("registration:checkin:result", door.slug, scan.nonce)


def _record(door: Door, shown: Shown, by: User) -> Scan:
    """Pressed twice, it is one scan; the number that an old page brings again is none."""
    try:
        scan = record_scan(door=door, shown=shown, by=by)
    except NonceTaken:
        is_old = True
    else:
        is_old = scan.kind != shown.kind or timezone.now() - scan.received_at > DOUBLE_PRESS
    if is_old:
        scan = record_scan(door=door, shown=replace(shown, nonce=uuid.uuid4()), by=by)
    return scan


@door_page
@require_POST
def find(request: HttpRequest, door: Door) -> HttpResponse:
    """Posted, so that no name stands in an address."""
    typed = request.POST.get("name", "").strip()
    kind = _kind(request.POST.get("kind"))
    people = find_people(door, typed)
    fault = ""
    if len(typed) < FEWEST_LETTERS:
        fault = _("Type at least three letters of the name.")
    elif not people:
        fault = _("Nobody of that name is registered. Check the spelling, or try less of it.")
    return _show(
        request,
        door,
        kind=kind,
        search_fault=fault,
        typed=typed,
        people=people,
        status=422 if fault else 200,
    )


@door_page
@require_safe
def result(request: HttpRequest, door: Door, nonce: uuid.UUID) -> HttpResponse:
    scan = get_object_or_404(Scan.objects.for_display(), nonce=nonce, door=door)
    return _show_result(request, door, scan)


@door_page
@require_POST
def undo(request: HttpRequest, door: Door, nonce: uuid.UUID) -> HttpResponse:
    scan = get_object_or_404(Scan.objects.for_display(), nonce=nonce, door=door)
    try:
        take_back(scan_id=scan.pk, door=door, at=clock.now(), by=cast(User, request.user))
    except NothingToTakeBack:
        fault = _("This can no longer be taken back: the ticket was shown again since.")
        return _show_result(request, door, scan, fault=fault, status=409)
    return redirect("registration:checkin:result", door.slug, scan.nonce)


def _show(
    request: HttpRequest, door: Door, *, kind: str, status: int = 200, **context: Any
) -> HttpResponse:
    context |= _common(door, kind)
    context["result"] = Answer(outcome="", tone="", icon="", title="")
    return render(request, "checkin/door.html", context, status=status)


def _show_result(
    request: HttpRequest, door: Door, scan: Scan, *, fault: str = "", status: int = 200
) -> HttpResponse:
    person = scan.registration.public_id if scan.registration else None
    context = {
        **_common(door, scan.kind),
        "result": answer_of(scan),
        "scan": scan,
        "person": person,
        "fault": fault,
    }
    return render(request, "checkin/ticket.html", context, status=status)


def _common(door: Door, kind: str) -> dict[str, Any]:
    return {
        "door": door,
        "kind": kind,
        "is_exit": kind == ScanKind.EXIT,
        "nonce": uuid.uuid4(),
        "present": people_present(clock.now()),
    }


def _kind(given: str | None) -> str:
    return ScanKind.EXIT if given == ScanKind.EXIT else ScanKind.ENTRY


def _nonce(given: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(given or "")
    except ValueError:
        return uuid.uuid4()


def _code_of(person: str) -> str:
    try:
        public_id = uuid.UUID(person)
    except ValueError:
        return ""
    codes = Registration.objects.filter(public_id=public_id).values_list("ticket_code", flat=True)
    return codes.first() or ""
