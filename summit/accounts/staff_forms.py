"""allauth's forms for staff in our words: a label above each field, nothing inside it."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PlainFields:
    """Drops what allauth writes inside fields, and names them as the rest of the site does."""

    labels: dict[str, Promise] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class LoginForm(PlainFields, account.LoginForm):
    labels = {"login": _("E-mail address")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the page links to a new password itself


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    labels = {"email": _("E-mail address")}

    def clean_email(self) -> str:
        """Only organisers have a password; whoever else asks is told so by mail."""
        email = super().clean_email()
        users: Any = self.users  # type: ignore[has-type]
        self.users = [user for user in users if user.is_staff]
        return str(email)


class NewPassword(PlainFields):
    """Says in one sentence what a password has to be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(  # type: ignore[attr-defined]
            "At least 12 characters; neither a common password nor one made of your address."
        )


class ResetPasswordKeyForm(NewPassword, account.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("The same once more")}


class ChangePasswordForm(NewPassword, account.ChangePasswordForm):
    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("The same once more"),
    }


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    pass


class SecondFactorForm(PlainFields, mfa.AuthenticateForm):
    labels = {"code": _("Code of the app, or a recovery code")}


class SecondFactorAgainForm(PlainFields, mfa.ReauthenticateForm):
    labels = {"code": _("Code of the app, or a recovery code")}


class ActivateForm(PlainFields, totp.ActivateTOTPForm):
    labels = {"code": _("Code that the app shows")}
