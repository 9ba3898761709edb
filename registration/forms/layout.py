"""The piece of the form's layout that crispy has no object for."""

from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.template.context import Context
from django.template.loader import render_to_string


class WayCards(LayoutObject):
    """The two ways of coming as radio cards with live places."""

    template = "registration/_way_cards.html"

    def render(
        self, form: Any, context: Context, template_pack: Any = TEMPLATE_PACK, **kwargs: Any
    ) -> str:
        form.rendered_fields.add("way")
        return render_to_string(
            self.template,
            {**context.flatten(), "field": form["way"], "cards": form.cards()},  # type: ignore[dict-item]
        )
