"""The reminders as first loaded, and the row for the broadcast; organisers edit both."""

import datetime as dt
from typing import Any

from registration.models import Broadcast, Quota, Reminder, Way
from summit.edition.loading import Entry, LoadReport, apply_fields
from summit.edition.models import Edition

SOURCE = "reminders"
WEEK, DAY = dt.timedelta(days=7), dt.timedelta(days=1)
OFFERED: tuple[dict[str, Any], ...] = (
    {
        "slug": "in-person-week",
        "way": Way.IN_PERSON,
        "before": WEEK,
        "subject_fr": "Dans une semaine : le Business Day",
        "subject_en": "In one week: the Business Day",
        "message_fr": (
            "Le Business Day a lieu dans une semaine. Vous trouverez ci-dessous la date, le lieu "
            "et votre billet.\n\n"
            "Réservez vos sessions depuis votre page : leurs places sont limitées. Le programme "
            "peut encore changer ; votre calendrier suit.\n\n"
            "Un empêchement ? Annulez ou passez en ligne depuis votre page : votre place ira à "
            "quelqu’un d’autre."
        ),
        "message_en": (
            "The Business Day takes place in one week. The date, the venue and your ticket are "
            "below.\n\n"
            "Book your sessions from your page: their seats are limited. The programme may still "
            "change; your calendar follows.\n\n"
            "Cannot come? Cancel or switch to online from your page: your place goes to someone "
            "else."
        ),
    },
    {
        "slug": "in-person-day",
        "way": Way.IN_PERSON,
        "before": DAY,
        "subject_fr": "Demain : le Business Day",
        "subject_en": "Tomorrow: the Business Day",
        "message_fr": (
            "Le Business Day a lieu demain.\n\n"
            "À apporter : votre billet, sur papier ou sur écran, et une pièce d’identité.\n\n"
            "Pour entrer : présentez le code de votre billet. Il y a un contrôle à l’entrée ; "
            "venez en avance, la file est longue le matin."
        ),
        "message_en": (
            "The Business Day takes place tomorrow.\n\n"
            "Bring your ticket, on paper or on screen, and an identity document.\n\n"
            "To get in, show the code of your ticket. There is a security check at the entrance; "
            "come early, the queue is long in the morning."
        ),
    },
    {
        "slug": "online-week",
        "way": Way.ONLINE,
        "before": WEEK,
        "subject_fr": "Dans une semaine : le Business Day en direct",
        "subject_en": "In one week: the Business Day live",
        "message_fr": (
            "Le Business Day est diffusé dans une semaine. Vous le suivrez depuis votre page "
            "personnelle, sans rien installer.\n\n"
            "Un empêchement ? Annulez depuis votre page."
        ),
        "message_en": (
            "The Business Day is broadcast in one week. You will watch it from your personal page, "
            "with nothing to install.\n\n"
            "Cannot follow it? Cancel from your page."
        ),
    },
    {
        "slug": "online-day",
        "way": Way.ONLINE,
        "before": DAY,
        "subject_fr": "Demain : le Business Day en direct",
        "subject_en": "Tomorrow: the Business Day live",
        "message_fr": (
            "Le Business Day est diffusé demain, à l’heure de Paris. Votre page personnelle ouvre "
            "la diffusion : gardez ce lien, il n’est qu’à vous."
        ),
        "message_en": (
            "The Business Day is broadcast tomorrow, Paris time. Your personal page opens the "
            "broadcast: keep this link, it is yours alone."
        ),
    },
)


def load_reminders(*, overwrite: bool = False, report: LoadReport | None = None) -> None:
    """Create or update the reminders; what was changed is kept.

    Makes the empty row in which organisers write the addresses of the broadcast.
    """
    report = report or LoadReport()
    for offered in OFFERED:
        entry = Entry(SOURCE, str(offered["slug"]), offered)
        values = {name: value for name, value in offered.items() if name != "slug"}
        row = Reminder.objects.filter(slug=offered["slug"]).first()
        row = row or Reminder(slug=offered["slug"])
        apply_fields(row, values, entry=entry, overwrite=overwrite, report=report)
    edition = Edition.objects.current()
    for quota in Quota.objects.for_day(edition.business_day).for_way(Way.ONLINE):
        Broadcast.objects.get_or_create(quota=quota)
    report.step(f"{SOURCE}: {len(OFFERED)}")
