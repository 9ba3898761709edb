"""Pages that content may link to, and how a link to one reads."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Promise] = {
    "home": _("Home page"),
    "agenda": _("See the agenda"),
    "themes": _("See the themes"),
    "speakers": _("See the speakers"),
    "venues": _("See the venues"),
    "business-day": _("All about the day"),
    "exhibitors": _("See the exhibitors"),
    "partners": _("See the partners"),
    "registration": _("Register"),
    "faq": _("See the questions"),
    "announcements": _("See the news"),
    "newsletter": _("Newsletter"),
    "privacy": _("Privacy notice"),
    "accessibility": _("Accessibility"),
    "legal-notice": _("Legal notice"),
}


def page_choices() -> list[tuple[str, str | Promise]]:
    return [(name, LABELS.get(name, name)) for name in settings.SUMMIT_PAGE_ROUTES]
