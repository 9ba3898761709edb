"""How one gets in, on pages: badges, the access table, “May I come?”."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.admission import admission_to
from agenda.models import Participation
from agenda.programme import Session
from summit.design.icons import draw_icon
from summit.design.typography import set_spaces

register = template.Library()


@register.simple_tag
def access_badges(session: Session) -> SafeString:
    """{% access_badges session %}: icon and word each; a rule that is assumed says so."""
    language = get_language() or ""
    badges = ((draw_icon(icon), set_spaces(words, language)) for icon, words in badges_of(session))
    return format_html_join("\n", '<span class="access">{} {}</span>', badges)


def badges_of(session: Session) -> list[tuple[str, str]]:
    """Icon and words of each badge, in the active language."""
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
