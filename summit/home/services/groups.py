"""The organisers' four groups and what each may do."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

VIEW, CHANGE, EDIT = ("view",), ("view", "change"), ("view", "add", "change", "delete")

PROGRAMME = "Programme – Programme editors"
DESK = "Accueil – Registration desk"
CONTENT = "Contenus – Content editors"
DOORS = "Portes – Door stewards"

# Group → model → actions. Behind an app alone stand codenames as they are.
RIGHTS: dict[str, dict[str, tuple[str, ...]]] = {
    PROGRAMME: {
        "agenda.day": CHANGE,
        "agenda.venue": EDIT,
        "agenda.room": EDIT,
        "agenda.theme": EDIT,
        "agenda.track": EDIT,
        "agenda.series": EDIT,
        "agenda.format": EDIT,
        "agenda.language": EDIT,
        "agenda.speaker": EDIT,
        "agenda.session": EDIT,
        "agenda.accessrule": EDIT,
        "agenda.sessionspeaker": EDIT,
        "agenda.sessiontheme": EDIT,
        "agenda.partner": EDIT,
        "agenda.exhibitor": EDIT,
        "agenda.axis": EDIT,
        "agenda.sector": EDIT,
        "agenda.projectcall": EDIT,
        "agenda.release": (*VIEW, "publish"),
    },
    DESK: {
        "registration.registration": ("view", "add", "change", "export"),
        "registration.place": VIEW,
        "registration.quota": CHANGE,
        "registration.waitingplace": CHANGE,
        "registration.pendingplace": CHANGE,
        "registration.invitationcode": ("view", "add", "change"),
        "registration.invitee": ("view", "add", "change"),
        "registration.openingnotice": VIEW,
        "registration.seats": CHANGE,
        "registration.booking": VIEW,
        "registration.rules": VIEW,
        "registration.consent": VIEW,
        "registration.reminder": CHANGE,
        "registration.broadcast": CHANGE,
        "registration.onlineattendance": VIEW,
        "registration.erasure": VIEW,
        "checkin.door": ("view", "add", "change"),
        "checkin.scan": (*VIEW, "check_in"),
        "operations.pasterasure": VIEW,
        "mail.outgoingemail": VIEW,
        "mail": ("send_again",),
        "newsletter.subscription": VIEW,
        "agenda.audience": EDIT,
        "agenda.organisationtype": EDIT,
        "agenda.day": VIEW,
        "agenda.session": VIEW,
    },
    CONTENT: {
        "faq.category": EDIT,
        "faq.question": EDIT,
        "home.announcement": EDIT,
        "home.keyfigure": EDIT,
        "home.legalpage": CHANGE,
        "home.legalplaceholder": CHANGE,
        "home.sitetext": CHANGE,
        "home.axiscopy": CHANGE,
        "home.reason": EDIT,
        "newsletter.newsletter": CHANGE,
        "edition.edition": VIEW,
    },
    # Nothing in the admin: names are seen one ticket at a time, at a door.
    DOORS: {"checkin.scan": ("check_in",)},
}


def ensure_groups() -> list[str]:
    """Create the groups that do not exist yet; one that an organiser changed is left alone.

    Returns the names of the groups created.
    """
    created = []
    for name, rights in RIGHTS.items():
        with transaction.atomic():
            group, is_new = Group.objects.get_or_create(name=name)
            if is_new:
                group.permissions.set(_permissions(rights))
                created.append(name)
    return created


def codenames(rights: dict[str, tuple[str, ...]]) -> set[str]:
    """Permissions as `app.codename`."""
    names = set()
    for label, actions in rights.items():
        app, _, model = label.partition(".")
        names |= {f"{app}.{action}_{model}" if model else f"{app}.{action}" for action in actions}
    return names


def _permissions(rights: dict[str, tuple[str, ...]]) -> list[Permission]:
    wanted = codenames(rights)
    found = Permission.objects.select_related("content_type").filter(
        codename__in=[name.partition(".")[2] for name in wanted]
    )
    return [p for p in found if f"{p.content_type.app_label}.{p.codename}" in wanted]
