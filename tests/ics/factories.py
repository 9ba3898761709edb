"""Calendar entries as the real ones are."""

import datetime as dt
from typing import Any

from summit import ics

PARIS_WINTER = dt.timezone(dt.timedelta(hours=1))
MOMENT = dt.datetime(2025, 1, 20, 8, 0, tzinfo=dt.UTC)
STAMP = dt.datetime(2025, 1, 20, 8, 0, 30, tzinfo=dt.UTC)
UID = "6a1f5f8e-2d1c-4b52-9f0e-000000000001"

ORGANIZER = ics.Person("programme@example.org", "Sommet pour l’Action sur l’IA")
ATTENDEE = ics.Person("camille@example.org", "Camille Lefèvre")


def in_person(**values: Any) -> ics.Entry:
    return ics.Entry(
        **{
            "uid": UID,
            "start": dt.datetime(2025, 2, 11, 9, 0, tzinfo=PARIS_WINTER),
            "end": dt.datetime(2025, 2, 11, 18, 15, tzinfo=PARIS_WINTER),
            "summary": "Business Day – Sommet pour l’Action sur l’IA",
            "description": (
                "Accueil dès 8 h, heure de Paris.\nMunissez-vous de votre billet ; à montrer à "
                "l’entrée, sur papier ou à l’écran."
            ),
            "location": "Station F, 5 parvis Alan-Turing, 75013 Paris",
            "geo": (48.834, 2.3706),
            "url": "https://sommet.example/fr/business-day/",
            "created": MOMENT,
            "last_modified": MOMENT,
            "sequence": 0,
            **values,
        }
    )


def online(**values: Any) -> ics.Entry:
    return in_person(
        **{
            "location": "En ligne – https://sommet.example/fr/registration/join/",
            "geo": None,
            "conference_url": "https://sommet.example/fr/registration/join/",
            "conference_label": "Business Day, en direct",
            "sequence": 1,
            **values,
        }
    )
