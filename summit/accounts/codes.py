"""The code door: an address, then a mailed code; an account is made when the code comes back.

Nothing is stored of an address until its owner has typed the code. Staff get no code: their
message leads to the staff door, and the page looks the same.
"""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from summit.accounts.emails import deliverable, email_key
from summit.accounts.models import User


def find_account(email: str) -> User | None:
    return User.objects.filter(email_key=email_key(email), is_active=True).first()


class CodeProcess(LoginCodeVerificationProcess):
    @classmethod
    def start(cls, *, request: HttpRequest, email: str) -> "CodeProcess":
        """Mail a code to the owner of `email`. Raises MailNotAccepted; nothing is stored then."""
        user = find_account(email)
        address = user.email if user else deliverable(email)
        login = Login(user=user, email=address)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=address))
        stage.state["initiated_by_user"] = True
        process = cls(stage=stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> "CodeProcess | None":
        return cls(stage=stage).abort_if_invalid()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        if self.user and self.user.is_staff:
            get_adapter().send_mail("account/email/staff_door", email, {})
            return
        context = {"code": self.generate_code()}
        get_adapter().send_mail("account/email/login_code", email, context)

    def resend(self) -> None:
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        if not self.user:
            self._user = create_account(self.state["email"])
            self.stage.login.user = self._user
        return super().finish(redirect_url)


def create_account(email: str) -> User:
    """Account without a password for an address whose owner has just proved it; idempotent."""
    with transaction.atomic():
        user, _ = User.objects.get_or_create(
            email_key=email_key(email), defaults={"email": email, "password": make_password(None)}
        )
        EmailAddress.objects.get_or_create(
            user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
        )
    return user
