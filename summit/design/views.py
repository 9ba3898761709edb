"""The developers' style guide: every block with plain sample data, no table behind it."""

from typing import Any

from django.core.paginator import Paginator
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


class StyleGuide(TemplateView):
    template_name = "design/style_guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            inks=INKS,
            themes=THEMES,
            page_of_three=Paginator(range(3), 1).page(2),
            answer=ANSWER,
            online_name="way-",
            online_id="i-",
            **kwargs,
        )
