from typing import Any

from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from summit.accounts.emails import email_key


class RequestCodeForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("This is not a complete e-mail address. Example: name@example.fr"),
        },
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        allowed = ratelimit.consume(
            self.request,
            app="summit.accounts",
            config={"request_login_code": "300/m/ip,3/m/key,20/h/key"},
            action="request_login_code",
            key=email_key(email),
        )
        if not allowed:
            raise forms.ValidationError(
                _("A code was asked for several times just now. Wait a minute, then try again.")
            )
        return email


class ConfirmCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Enter the code that we sent you.")},
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not self.expected or not compare_user_code(actual=code, expected=self.expected):
            raise forms.ValidationError(
                _("This code is not right. Check it against the latest message.")
            )
        return code
