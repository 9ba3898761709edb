"""Lists kept as JSON, edited as people write them; related rows found by typing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect

from agenda.models import Access


class AccessLevelsField(forms.MultipleChoiceField):
    """Access levels as boxes to tick, kept in the order of the list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Access.choices, **kwargs)


class KnownAutocompleteSelect(AutocompleteSelect):
    """Shows the chosen row without asking the database again for each line of an inline."""

    known: Mapping[str, str] = {}

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        chosen = [key for key in value if key]
        if not chosen or any(key not in self.known for key in chosen):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [self.create_option(name, key, self.known[key], True, 1) for key in chosen]
        return [(None, options, 0)]
