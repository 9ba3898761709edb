"""Fields that say what is wrong in plain words and give back what was typed."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.countries import country_choices, country_codes
from registration.names import may_stand_in_name
from summit.edition.snapshots import Snapshot

# Marks that steer the direction of the text around them: override, embedding, isolate.
STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Marks without width that honest software leaves behind; they carry nothing and are dropped.
NOISE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\ufeff\u00ad\u2060"))
MARKS_AT_MOST = 5
JOINERS = frozenset("\u200c\u200d")
LOCAL_PART_AT_MOST = 64  # RFC 5321, 4.5.3.1.1
# How mail programs write an address that one copies from them, and what stands around one in text.
PASTED_WITH_NAME = re.compile(r"[^<>]*<([^<>\s]+)>[,;]?")
AROUND_PASTED = "«»“”„‘’‹›,; "
LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\t": " "})


def is_unreadable(sign: str) -> bool:
    """Control characters, direction overrides and the sign that stands for broken bytes."""
    if sign in "\r\n\t":
        return False
    return sign in STEERING or sign == "\ufffd" or unicodedata.category(sign) in ("Cc", "Cs")


def without_unreadable(value: str) -> str:
    return "".join(sign for sign in value if not is_unreadable(sign))


def clean_signs(value: Any) -> str:
    """NFC without noise, and without marks piled up higher than any script does."""
    text = unicodedata.normalize("NFC", ("" if value is None else str(value)).translate(NOISE))
    if text.isascii():
        return text
    kept: list[str] = []
    piled = 0
    for sign in text:
        piled = piled + 1 if unicodedata.category(sign) == "Mn" else 0
        if piled <= MARKS_AT_MOST:
            kept.append(sign)
    return "".join(kept)


class _ReadableWidget:
    """Shows again what was typed, less the signs that no one can see or take out by hand."""

    def format_value(self, value: Any) -> Any:
        shown = super().format_value(value)  # type: ignore[misc]
        return without_unreadable(shown) if isinstance(shown, str) else shown


class TextInput(_ReadableWidget, forms.TextInput):
    pass


class EmailInput(_ReadableWidget, forms.TextInput):
    """`type=email` for its keyboard; the form has novalidate, since the errors are ours."""

    input_type = "email"


class Textarea(_ReadableWidget, forms.Textarea):
    pass


class LineField(forms.CharField):
    """One line of text in any script: NFC, single spaces, no invisible sign, no line break."""

    widget: type[forms.TextInput] = TextInput
    default_error_messages = {
        "unreadable": gettext_lazy(
            "There was an invisible character here. We took it out: check and send again."
        ),
        "line_break": gettext_lazy("Write this on a single line."),
        "link": gettext_lazy("Write it without a web address."),
        "too_long": gettext_lazy("%(limit)s characters at most. You wrote %(length)s."),
    }
    allows_links = False

    def __init__(self, *, max_length: int, autocomplete: str = "", **kwargs: Any) -> None:
        # The limit is checked here and not by a validator, for one error at a time.
        self.limit = max_length
        super().__init__(strip=True, **kwargs)
        self.validators = []
        attrs = {"maxlength": max_length, "enterkeyhint": "next"}
        if autocomplete:
            attrs["autocomplete"] = autocomplete
        self.widget.attrs = {**attrs, **self.widget.attrs}

    def to_python(self, value: Any) -> str:
        text = clean_signs(value)
        if any(map(is_unreadable, text)):
            raise self.error("unreadable")
        text = text.strip()
        if "\n" in text or "\r" in text:
            raise self.error("line_break")
        return " ".join(text.translate(SPACES).split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            raise self.error("too_long", limit=self.limit, length=len(value))
        if not self.allows_links and LINK.search(value):
            raise self.error("link")

    def error(self, code: str, **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)


class NameField(LineField):
    """A name: letters and marks of any script, spaces, apostrophes, hyphens, full stops."""

    default_error_messages = {
        "link": gettext_lazy("Write a name only, without an address."),
        "not_a_name": gettext_lazy(
            "“%(sign)s” cannot stand in a name here. "
            "Letters, spaces, hyphens, apostrophes and full stops can."
        ),
        "no_letter": gettext_lazy("Write at least one letter."),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if "@" in value:
            raise self.error("link")
        for sign in value:
            if not is_name_sign(sign):
                raise self.error("not_a_name", sign=sign)
        if value and not any(unicodedata.category(sign)[0] == "L" for sign in value):
            raise self.error("no_letter")


def is_name_sign(sign: str) -> bool:
    return sign in JOINERS or may_stand_in_name(sign)


class NoteField(forms.CharField):
    """Several lines; line breaks stay, invisible signs are refused."""

    widget = Textarea
    default_error_messages = {
        "unreadable": LineField.default_error_messages["unreadable"],
        "too_long": LineField.default_error_messages["too_long"],
    }

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        self.limit = max_length
        super().__init__(strip=True, **kwargs)
        self.validators = []
        self.widget.attrs |= {"maxlength": max_length, "rows": 3}

    def to_python(self, value: Any) -> str:
        text = clean_signs(value)
        if any(map(is_unreadable, text)):
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            params = {"limit": self.limit, "length": len(value)}
            raise ValidationError(self.error_messages["too_long"], "too_long", params)


class EmailField(LineField):
    """An address, with the first thing that is wrong with it said in words."""

    widget = EmailInput
    allows_links = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, autocomplete="email", **kwargs)
        self.widget.attrs |= {
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    def to_python(self, value: Any) -> str:
        address = super().to_python(value)
        if pasted := PASTED_WITH_NAME.fullmatch(address):
            address = pasted[1]
        address = address.strip(AROUND_PASTED)
        if '"' not in address[1:-1]:
            address = address.strip('"')
        return address.removeprefix("mailto:").removesuffix(".")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (problem := find_address_problem(value)):
            raise ValidationError(problem, code="invalid")


def find_address_problem(address: str) -> str:
    """What to do about an address that no mail can reach, or an empty string."""
    if address.count("@") > 1:
        return _("There is more than one @ sign. Keep one address only.")
    if " " in address:
        return _("An address has no space. Take the spaces out.")
    if "@" not in address:
        return _("The @ sign is missing, as in name@organisation.org.")
    local, _at, domain = address.partition("@")
    if problem := _find_local_problem(local) or _find_domain_problem(domain):
        return problem
    if not _is_deliverable(local, domain):
        return _("This address does not work. Check each sign, then send again.")
    return ""


def _find_local_problem(local: str) -> str:
    if not local:
        return _("Write what comes before the @ sign.")
    if not local.isascii():
        return _("Before the @ sign, use letters without accents.")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return _("Check the full stops before the @ sign.")
    return ""


def _find_domain_problem(domain: str) -> str:
    if not domain:
        return _("Write what comes after the @ sign, as in organisation.org.")
    if "," in domain:
        return _("There is a comma after the @ sign. Write a full stop instead.")
    if ".." in domain or domain.startswith("."):
        return _("Check the full stops after the @ sign.")
    if "." not in domain.rstrip("."):
        message = _("This address stops after “%(domain)s”. Add its end, for example “.org”.")
        return message % {"domain": domain.rstrip(".")}
    return ""


def _is_deliverable(local: str, domain: str) -> bool:
    try:
        EmailValidator(allowlist=[])(f"{local}@{domain.rstrip('.')}")
    except ValidationError:
        return False
    return len(local) <= LOCAL_PART_AT_MOST and not domain.startswith("[")


class CountryField(forms.ChoiceField):
    """A country by its code. Its 250 names are only gone through where they are shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_named_countries, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return str(value) in country_codes()


def _named_countries() -> list[tuple[str, str]]:
    return [("", _("Choose")), *country_choices()]


class ListField(forms.ModelChoiceField):
    """A line of one of the edited lists, by its key, as this process read the list last."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(to_field_name="slug", **kwargs)
        self._seen: Snapshot[dict[str, models.Model]] = Snapshot()

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """Each form has one of its own; the queryset, never gone through itself, is shared."""
        field = forms.Field.__deepcopy__(self, memo)
        field.widget.choices = field.choices
        return field

    def to_python(self, value: Any) -> models.Model | None:
        if value in self.empty_values:
            return None
        lines = self._seen.get(self._read)
        if str(value) not in lines:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": value})
        return lines[str(value)]

    def _read(self) -> dict[str, models.Model]:
        lines = () if self.queryset is None else self.queryset.all()
        return {line.slug: line for line in lines}
