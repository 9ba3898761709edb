"""Seats in sessions: what one holds, what one may book, and the page of each session."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agenda.programme import Session
from agenda.services.current import current_programme
from registration.exceptions import (
    NoPlaceInPerson,
    NotForAudience,
    NotWaiting,
    OfferOver,
    RegistrationRefused,
    SeatsRanOut,
    SessionsOverlap,
)
from registration.models import Booking, LinkPurpose, PlaceState, Registration, ReleaseReason
from registration.services.booking import (
    accept_booking_offer,
    book_session,
    cancel_booking,
    decline_booking_offer,
    take_seat_automatically,
)
from registration.services.estimates import waiting_outlook
from registration.services.seats import admission_of, seats_availability, seats_elsewhere
from registration.views.notices import done_notice
from registration.views.personal import personal, personal_path, personal_paths, session_path
from registration.views.standing import is_open_offer, standing_of
from registration.views.timeline import (
    draw_timeline,
    find_overlap,
    read_bookings,
)
from summit.edition import clock

Context = dict[str, Any]
Act = Callable[[HttpRequest, Registration, Session], str]

KEY = re.compile(r"[0-9]{1,18}")
REFUSALS: dict[type[RegistrationRefused], str] = {
    SessionsOverlap: "overlap",
    SeatsRanOut: "full",
    OfferOver: "over",
    NotWaiting: "over",
    NotForAudience: "audience",
}
"""What a refusal is called on the page of the session; any other: "closed"."""


@require_safe
@personal(LinkPurpose.MANAGE, posts=True)
def my_sessions(request: HttpRequest, registration: Registration) -> HttpResponse:
    """What one holds, as a line of time, and what one may still book."""
    if registration.is_cancelled:
        return redirect(personal_path(registration, "my_registration"))
    now, programme = clock.now(), current_programme()
    lines = draw_timeline(read_bookings(registration), programme, now)
    mine = {line.session.id for line in lines}
    seats = seats_availability(now)
    others = [
        (session, seats[session.id], session_path(registration, session.url_slug))
        for session in programme.sessions
        if session.id in seats
        and session.id not in mine
        and not admission_of(session, registration).is_refused
    ]
    context = {**_facts(request, registration, now), "lines": lines, "others": others}
    return render(request, "registration/my_sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def book(request: HttpRequest, registration: Registration, slug: str) -> HttpResponse:
    """One session: GET shows where one stands, POST does what one of its buttons says."""
    session = current_programme().sessions_by_url_slug.get(slug)
    if session is None or not (session.booking or _held_by(registration, session)):
        raise Http404
    if registration.is_cancelled:
        return redirect(personal_path(registration, "my_registration"))
    act = ACTIONS.get(request.POST.get("action", "")) if request.method == "POST" else None
    if act is None:
        return _show_session(request, registration, session)
    return _press(request, registration, session, act)


def _press(
    request: HttpRequest, registration: Registration, session: Session, act: Act
) -> HttpResponse:
    page = personal_path(registration, "my_sessions")
    try:
        done = act(request, registration, session)
    except NoPlaceInPerson:
        return redirect(page)
    except RegistrationRefused as refusal:
        refused = REFUSALS.get(type(refusal), "closed")
        return _show_session(request, registration, session, refused=refused)
    return redirect(f"{page}?done={done}" if done else page)


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def booking_offer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Every seat that is on offer now, each with its two buttons: where the mail leads to."""
    if registration.is_cancelled:
        return redirect(personal_path(registration, "my_registration"))
    now, programme = clock.now(), current_programme()
    offers = [
        (line, session_path(registration, line.session.url_slug))
        for line in draw_timeline(read_bookings(registration), programme, now)
        if line.is_open_offer
    ]
    context = {**_facts(request, registration, now), "offers": offers}
    return render(request, "registration/booking_offer.html", context)


# --- What the buttons do: each returns what was done, as `done` names it, or "" -----------------


def _book(request: HttpRequest, registration: Registration, session: Session) -> str:
    swap_for = _swap_for(request)
    booking = book_session(
        registration_id=registration.pk,
        session_id=session.id,
        now=clock.now(),
        by="self",
        swap_for=swap_for,
        wait=bool(request.POST.get("told_full")),
    )
    if booking.is_offered:
        return "offered"
    if booking.state == PlaceState.WAITING:
        return "queued"
    return "swapped" if _gave_up(registration, swap_for) else "booked"


def _swap_for(request: HttpRequest) -> int | None:
    """The booking that is given up for this one. Somebody else's is no booking of the person."""
    key = request.POST.get("swap_for", "")
    return int(key) if KEY.fullmatch(key) else None


def _gave_up(registration: Registration, booking_id: int | None) -> bool:
    """By this press or the one before it."""
    mine = Booking.objects.filter(registration=registration, pk=booking_id or 0)
    return mine.filter(release_reason=ReleaseReason.SWAPPED).exists()


def _release(request: HttpRequest, registration: Registration, session: Session) -> str:
    booking = _held_by(registration, session)
    if booking is None:
        return "released"
    cancel_booking(booking_id=booking.pk, now=clock.now(), by="self")
    return "unqueued" if booking.state == PlaceState.WAITING else "released"


def _accept(request: HttpRequest, registration: Registration, session: Session) -> str:
    booking = _held_by(registration, session)
    if booking is None:
        raise OfferOver
    swap_for = _swap_for(request)
    accept_booking_offer(booking_id=booking.pk, now=clock.now(), by="self", swap_for=swap_for)
    return "swapped" if _gave_up(registration, swap_for) else "seat_accepted"


def _decline(request: HttpRequest, registration: Registration, session: Session) -> str:
    booking = _held_by(registration, session)
    if booking is not None:
        decline_booking_offer(booking_id=booking.pk, now=clock.now(), by="self")
    return "seat_declined" if _has_declined(registration, session) else ""


def _has_declined(registration: Registration, session: Session) -> bool:
    """Just now or by an earlier press; not whoever had accepted, or came too late."""
    mine = Booking.objects.filter(registration=registration, seats__session=session.id)
    latest = mine.order_by("-pk").first()
    return latest is not None and latest.release_reason == ReleaseReason.DECLINED


def _automatic(request: HttpRequest, registration: Registration, session: Session) -> str:
    return _set_automatic(registration, session, wanted=True)


def _ask(request: HttpRequest, registration: Registration, session: Session) -> str:
    return _set_automatic(registration, session, wanted=False)


def _set_automatic(registration: Registration, session: Session, *, wanted: bool) -> str:
    booking = _held_by(registration, session)
    if booking is None:
        raise OfferOver
    take_seat_automatically(booking_id=booking.pk, wanted=wanted, by="self")
    return "automatic" if wanted else "asked_first"


ACTIONS: dict[str, Act] = {
    "book": _book,
    "release": _release,
    "accept": _accept,
    "decline": _decline,
    "automatic": _automatic,
    "ask": _ask,
}


# --- What the pages show ------------------------------------------------------------------------


def _held_by(registration: Registration, session: Session) -> Booking | None:
    mine = Booking.objects.held().filter(registration=registration, seats__session=session.id)
    return mine.select_related("seats").first()


def _show_session(
    request: HttpRequest, registration: Registration, session: Session, *, refused: str = ""
) -> HttpResponse:
    now, programme = clock.now(), current_programme()
    bookings = read_bookings(registration)
    booking = next((one for one in bookings if one.seats.session_id == session.id), None)
    met = [
        (overlap, one)
        for one in bookings
        if one.state != PlaceState.WAITING
        and (other := programme.sessions_by_id.get(one.seats.session_id))
        and other.id != session.id
        and (overlap := find_overlap(session, other))
    ]
    waits = booking if booking and booking.state == PlaceState.WAITING else None
    seats = seats_availability(now, [session.id]).get(session.id)
    facts = _facts(request, registration, now)
    is_full = seats is not None and seats.is_open and seats.state == "full"
    looks_elsewhere = is_full and facts["standing"].in_person and (booking is None or waits)
    context = {
        **facts,
        "session": session,
        "is_over": session.ends_at <= now,
        "seats": seats,
        "elsewhere": _elsewhere(registration, session, bookings, now) if looks_elsewhere else [],
        "booking": booking,
        "is_offered": booking is not None and is_open_offer(booking, now),
        "outlook": waiting_outlook(waits, now) if waits else None,
        "overlaps": met,
        "clashes": any(overlap.is_certain and one.is_confirmed for overlap, one in met),
        "admission": admission_of(session, registration),
        "refused": refused,
    }
    status = 409 if refused else 200
    return render(request, "registration/book.html", context, status=status)


def _elsewhere(
    registration: Registration, session: Session, bookings: list[Booking], now: dt.datetime
) -> list[tuple[Session, str]]:
    """Sessions to book instead, for this person, each with the page to do so."""
    held = {booking.seats.session_id for booking in bookings}
    return [
        (other, session_path(registration, other.url_slug))
        for other in seats_elsewhere(session, now, besides=held)
        if not admission_of(other, registration).is_refused
    ]


def _facts(request: HttpRequest, registration: Registration, now: dt.datetime) -> Context:
    standing = standing_of(registration, now)
    return {
        "registration": registration,
        "standing": standing,
        "over": standing.is_over_at(now),
        "notice": done_notice(request),
        "paths": personal_paths(registration),
    }
