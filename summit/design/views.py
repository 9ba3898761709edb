"""The developers' style guide: every block with plain sample data, no table behind it."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.views.generic import TemplateView

INKS = ["paper", "surface", "sunk", "line", "ink", "ink-2", "signal", "coral", "ok", "warn"]
THEMES = [
    {"slug": "interet-public", "name": "L’IA au service de l’intérêt public"},
    {"slug": "avenir-du-travail", "name": "L’avenir du travail"},
    {"slug": "innovation-culture", "name": "Innovation et culture"},
    {"slug": "confiance", "name": "L’IA de confiance"},
    {"slug": "gouvernance-mondiale", "name": "La gouvernance mondiale de l’IA"},
]
ANSWER = (
    "Remplissez le formulaire et choisissez l’un des **deux modes de participation** :\n\n"
    "- **sur place**, à Station F ;\n- **en ligne**."
)


def sample_session() -> dict[str, Any]:
    start = dt.datetime(2025, 2, 11, 10, tzinfo=timezone.get_default_timezone())
    return {
        "url": "#main",
        "title": "Table ronde : l’IA en santé",
        "start": start,
        "end": start + dt.timedelta(minutes=45),
        "time_confirmed": False,
        "venue": "Station F",
        "format": "Table ronde",
        "themes": THEMES[:1],
        "state": "few",
        "count": 9,
        "booking": True,
        "online": True,
    }


class StyleGuide(TemplateView):
    template_name = "design/style_guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            inks=INKS,
            themes=THEMES,
            session=sample_session(),
            page_of_three=Paginator(range(3), 1).page(2),
            answer=ANSWER,
            online_name="way-",
            online_id="i-",
            **kwargs,
        )
