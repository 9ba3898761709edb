"""The piece of the form's layout that crispy has no object for."""

from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.template.context import Context
from django.template.loader import render_to_string

from registration.models import Way


class WayCards(LayoutObject):
    """The two ways of coming as radio cards with live places."""

    template = "registration/_way_cards.html"

    def render(
        self, form: Any, context: Context, template_pack: Any = TEMPLATE_PACK, **kwargs: Any
    ) -> str:
        form.rendered_fields.add("way")
        cards = form.cards()
        online = [card for card in cards if card.place.way == Way.ONLINE]
        shown = {
            "field": form["way"],
            "cards": cards,
            "nothing_meanwhile": any(not card.can_be_chosen for card in online),
        }
        return render_to_string(self.template, {**context.flatten(), **shown})  # type: ignore[dict-item]
