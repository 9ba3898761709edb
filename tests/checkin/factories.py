"""A door of the Business Day, people with tickets, and scans through the service."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.models import Group, Permission

from agenda.models import Audience
from registration.checkin.models import Door, Scan
from registration.checkin.services.scanning import Shown, record_scan
from registration.models import Place, PlaceState, Quota, Registration, Way
from summit.accounts.models import User
from summit.edition.models import Edition
from summit.home.services.groups import ensure_groups
from tests.registration.factories import NOW, at, make_business_day

MORNING = at(8, 41)


def make_door(slug: str = "a", **values: Any) -> Door:
    """Of the Business Day in person, which is made when there is none."""
    if not Quota.objects.exists():
        make_business_day()
    names = {"name_fr": f"Porte {slug.upper()}", "name_en": f"Door {slug.upper()}"}
    quota = values.pop("quota", None) or Quota.objects.get(way=Way.IN_PERSON)
    return Door.objects.create(slug=slug, quota=quota, **{**names, **values})


def make_people(count: int, way: Way = Way.IN_PERSON) -> list[Registration]:
    """Many at once, each with a confirmed place; no mail is written."""
    audience, edition = Audience.objects.all()[0], Edition.objects.current()
    people = Registration.objects.bulk_create(
        Registration(
            edition=edition,
            email=f"{way}{number}@example.org",
            email_key=f"{way}{number}@example.org",
            language="fr",
            first_name="Camille",
            last_name=f"Martin {number}",
            organisation="Atelier Martin",
            audience=audience,
            organizer_email="sommet@example.org",
            invitation_changed_at=NOW,
            created_at=NOW,
        )
        for number in range(count)
    )
    quota = Quota.objects.get(way=way)
    Place.objects.bulk_create(
        Place(
            registration=person,
            quota=quota,
            state=PlaceState.CONFIRMED,
            queued_at=NOW,
            confirmed_at=NOW,
        )
        for person in people
    )
    return people


def make_steward(email: str = "steward@example.org", *, group: str = "") -> User:
    """With the right of the doors alone, or with those of an organisers' group."""
    user = User.objects.create_user(email, is_staff=True)
    if group:
        ensure_groups()
        user.groups.add(Group.objects.get(name=group))
    else:
        user.user_permissions.add(Permission.objects.get(codename="check_in_scan"))
    return user


def show(
    door: Door,
    ticket: Registration | str,
    minutes: float = 0,
    *,
    by: User | None = None,
    **values: Any,
) -> Scan:
    """A ticket at a door, `minutes` after the morning's first."""
    defaults: dict[str, Any] = {
        "code": ticket if isinstance(ticket, str) else ticket.ticket_code,
        "kind": "entry",
        "nonce": uuid.uuid4(),
        "at": MORNING + dt.timedelta(minutes=minutes),
    }
    return record_scan(door=door, shown=Shown(**{**defaults, **values}), by=by)
