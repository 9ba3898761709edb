"""Lists kept as JSON, edited as people write them; related rows found by typing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from agenda.models import Access
from agenda.services.loading_reader import URL_LENGTH


class AddressLinesField(forms.CharField):
    """A list of web addresses, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
    default_error_messages = {
        "address": _("“%(value)s” is not a web address that starts with https:// or http://."),
    }

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        addresses = [line for line in lines if line]
        for address in addresses:
            self._check(address)
        return addresses

    def _check(self, address: str) -> None:
        try:
            URLValidator(schemes=["http", "https"])(address[: URL_LENGTH + 1])
            is_good = len(address) <= URL_LENGTH
        except ValidationError:
            is_good = False
        if not is_good:
            raise ValidationError(
                self.error_messages["address"], code="address", params={"value": address[:80]}
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


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
