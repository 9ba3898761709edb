"""The side menu of the admin: what organisers do, in the order in which they need it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Promise | str

# Models by label; one that an organiser may not see, or that is not installed, is left out.
SECTIONS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        _("Registrations"),
        (
            "registration.registration",
            "registration.waitingplace",
            "registration.pendingplace",
            "registration.booking",
            "registration.quota",
            "registration.seats",
            "registration.erasure",
            "operations.pasterasure",
        ),
    ),
    (
        pgettext_lazy("admin menu", "Who may register"),
        (
            "registration.invitationcode",
            "registration.invitee",
            "registration.openingnotice",
            "registration.rules",
        ),
    ),
    (pgettext_lazy("admin menu", "Doors"), ("checkin.scan", "checkin.door")),
    (
        _("Programme"),
        (
            "agenda.session",
            "agenda.speaker",
            "agenda.venue",
            "agenda.day",
            "agenda.theme",
            "agenda.accessrule",
            "agenda.partner",
            "agenda.exhibitor",
            "agenda.release",
        ),
    ),
    (
        pgettext_lazy("admin menu", "Online"),
        ("registration.broadcast", "registration.onlineattendance"),
    ),
    (
        pgettext_lazy("admin menu", "Messages"),
        (
            "mail.outgoingemail",
            "registration.reminder",
            "registration.calendarreply",
            "newsletter.newsletter",
            "newsletter.subscription",
        ),
    ),
    (
        pgettext_lazy("admin menu", "Content"),
        ("faq.question", "faq.category", "home.announcement", "home.legalpage"),
    ),
    (
        pgettext_lazy("admin menu", "Event and team"),
        ("edition.edition", "accounts.user", "auth.group", "auditlog.logentry"),
    ),
)


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Section:
    """`is_open`: whether its items are shown without a click."""

    name: Words
    items: tuple[Item, ...]
    is_open: bool = True


def sections_of(apps: Iterable[Mapping[str, Any]], path: str) -> list[Section]:
    """`apps` as Django's `get_app_list` gives them. What no section names stands folded last."""
    models = {
        f"{app['app_label']}.{model['object_name'].lower()}": model
        for app in apps
        for model in app["models"]
        if model.get("admin_url")
    }
    sections = []
    for name, labels in SECTIONS:
        found = tuple(_item(models.pop(label), path) for label in labels if label in models)
        if found:
            sections.append(Section(name, found))
    if rest := tuple(_item(model, path) for model in models.values()):
        is_open = any(item.is_current for item in rest)
        sections.append(Section(pgettext_lazy("admin menu", "Everything else"), rest, is_open))
    return sections


def _item(model: Mapping[str, Any], path: str) -> Item:
    url = model["admin_url"]
    return Item(str(model["name"]), url, path.startswith(url))
