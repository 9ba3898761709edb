"""What was just done, in words: named in the address that a form leads to."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Notice:
    title: str | Promise
    text: str | Promise = ""
    level: str = "ok"


DONE = {
    "details": Notice(_("Your details are changed.")),
    "asked": Notice(
        _("Your request is with the organisers."),
        _("They answer by e-mail; what you have today stays as it is."),
    ),
    "address": Notice(
        _("Your new address is confirmed."),
        _("Everything goes there from now on; the links sent before no longer work."),
    ),
    "taken_over": Notice(
        _("The place is yours."),
        _("Your ticket is below, and the entry in your calendar follows by e-mail."),
    ),
    "in_person": Notice(
        _("You come in person."),
        _("Your ticket is below, and the entry in your calendar follows by e-mail."),
    ),
    "online": Notice(
        _("You follow online."),
        _("Your place goes to the next person. The entry in your calendar follows by e-mail."),
    ),
    "waiting": Notice(
        _("You are on the waiting list."), _("We write to you as soon as a place comes free.")
    ),
    "left": Notice(_("You are no longer on the waiting list.")),
    "accepted": Notice(
        _("The place is yours."),
        _("Your ticket is below, and the entry in your calendar follows by e-mail."),
    ),
    "declined": Notice(_("You declined the place."), _("It goes to the next person.")),
    "again": Notice(
        _("You are registered again."), _("A mail confirms it, under the same personal link.")
    ),
    "booked": Notice(_("Your seat is booked."), _("A mail confirms it.")),
    "swapped": Notice(_("The seats are swapped."), _("A mail confirms it.")),
    "offered": Notice(
        _("This seat is kept for you already."), _("Accept it below, or decline."), "info"
    ),
    "released": Notice(_("Your seat is released."), _("It goes to the next person.")),
    "queued": Notice(
        _("You are on the waiting list of this session."),
        _("We write to you as soon as a seat comes free."),
    ),
    "unqueued": Notice(_("You are no longer on the waiting list of this session.")),
    "seat_accepted": Notice(_("The seat is yours."), _("A mail confirms it.")),
    "seat_declined": Notice(_("You declined the seat."), _("It goes to the next person.")),
    "automatic": Notice(
        _("Noted: we take it for you."),
        _("When your turn comes you are confirmed at once, and told by e-mail."),
    ),
    "asked_first": Notice(
        _("Noted: we ask you first."),
        _("When your turn comes we write to you, and you accept or decline."),
    ),
    "over": Notice(
        _("This offer is over."),
        _("It was no longer yours to take when your answer came. Nothing else has changed."),
        level="warn",
    ),
    "too_late": Notice(
        _("Changes are closed."), _("Nothing has changed: what you had, you still have."), "warn"
    ),
}


def done_notice(request: HttpRequest) -> Notice | None:
    return DONE.get(request.GET.get("done", ""))
