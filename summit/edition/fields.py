"""Form fields of the administration."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

ADDRESS_LENGTH = 500


class AddressLinesField(forms.CharField):
    """A list of web addresses, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
    default_error_messages = {
        "address": _("“%(value)s” is not a web address that starts with https:// or http://."),
    }

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        addresses = [line for line in lines if line]
        for address in addresses:
            self._check(address)
        return addresses

    def _check(self, address: str) -> None:
        try:
            URLValidator(schemes=["http", "https"])(address[: ADDRESS_LENGTH + 1])
            is_good = len(address) <= ADDRESS_LENGTH
        except ValidationError:
            is_good = False
        if not is_good:
            raise ValidationError(
                self.error_messages["address"], code="address", params={"value": address[:80]}
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
