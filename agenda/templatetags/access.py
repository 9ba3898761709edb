"""How one gets in, on pages: badges, the access table, “May I come?”."""

from dataclasses import replace
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.admission import admission_to
from agenda.coming import WAYS, DayAnswer, Wish, answer_wish, read_wish, usual_day
from agenda.models import Participation, Provision
from agenda.models import Session as SessionRow
from agenda.programme import PROVISIONS, Session, Venue
from agenda.services.current import current_programme
from summit.design.icons import draw_icon
from summit.design.typography import set_spaces
from summit.edition import clock
from summit.edition.models import Edition

register = template.Library()

TABLE_MARK = "<p>[[access]]</p>"

PROVISION_NAMES = {
    name: SessionRow._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    for name in PROVISIONS
}


@register.inclusion_tag("agenda/_may_i_come.html", takes_context=True)
def may_i_come(context: Context) -> dict[str, Any]:
    """{% may_i_come %}: the three questions with the answer that most people look for."""
    edition = context.get("edition") or Edition.objects.seen()
    programme = context.get("programme") or current_programme()
    now = clock.now(edition)
    today = now.astimezone(edition.zone).date()
    wish = read_wish({}, programme, usual_day(edition, today))
    return {
        "edition": edition,
        "programme": programme,
        "wish": wish,
        "answers": answer_wish(programme, wish) if wish.day else [],
        "ways": WAYS,
        "today": today,
        "window": edition.registration_window_at(now),
    }


@register.filter
def with_access_table(html: SafeString) -> SafeString:
    """A paragraph that holds only [[access]] becomes the table of who may come on which day."""
    if TABLE_MARK not in html:
        return html
    table = render_to_string("agenda/_access_table.html", {"days": access_table()})
    return mark_safe(html.replace(TABLE_MARK, table))  # noqa: S308 - both are markup already


def access_table() -> list[DayAnswer]:
    """Of each day, the parts of the programme and how one gets in; side events left out."""
    programme = current_programme()
    answers = answer_wish(programme, Wish(who=None, day=None, way=""))
    return [
        replace(one, openings=tuple(part for part in one.openings if not part.is_side_event))
        for one in answers
    ]


@register.simple_tag
def access_badges(session: Session) -> SafeString:
    """{% access_badges session %}: icon and word each; a rule that is assumed says so."""
    language = get_language() or ""
    badges = ((draw_icon(icon), set_spaces(words, language)) for icon, words in badges_of(session))
    return format_html_join("\n", '<span class="access">{} {}</span>', badges)


@register.simple_tag
def provisions_of(place: Session | Venue) -> dict[str, Any]:
    """{% provisions_of session as provisions %}: `lines` of name, state, label; whether `known`."""
    lines = []
    for name in PROVISIONS:
        state = place.provision(name) if isinstance(place, Session) else getattr(place, name)
        label = Provision(state).label if state else ""
        lines.append({"name": PROVISION_NAMES[name], "state": state, "label": label})
    return {"lines": lines, "known": any(one["state"] for one in lines)}


def what_badges_tell(session: Session) -> tuple[object, ...]:
    """Sessions that are alike in these have the same badges."""
    return (
        session.access_kind,
        session.track.slug,
        session.access_confirmed,
        session.booking,
        session.drop_in,
        session.participation,
        session.participation_confirmed,
        session.venue.virtual,
        session.is_cancelled,
    )


def badges_of(session: Session) -> list[tuple[str, str]]:
    """Icon and words of each badge, in the active language; none where nobody gets in any more."""
    if session.is_cancelled:
        return []
    admission = admission_to(session)
    found = [("footprints", _("Drop in"))] if session.drop_in else []
    found.append((admission.icon, _unsure(str(admission.badge), sure=admission.confirmed)))
    sure = session.participation_confirmed
    if session.participation == Participation.BOTH:
        found.append(("monitor", _unsure(_("Also online"), sure=sure)))
    elif session.participation == Participation.ONLINE and not session.venue.virtual:
        found.append(("monitor", _unsure(_("Online"), sure=sure)))
    return found


def _unsure(words: str, *, sure: bool) -> str:
    return words if sure else f"{words}, {_('to be confirmed')}"
