"""Pages of the code door."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LogoutView, PasswordResetView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from summit.accounts.adapter import MailNotAccepted
from summit.accounts.codes import CodeProcess
from summit.accounts.forms import ConfirmCodeForm, RequestCodeForm
from summit.accounts.staff_forms import ResetPasswordForm

NOT_SENT = _(
    "The message could not leave just now. Your address is kept below: try again in a minute."
)


def _with_next(url: str, request: HttpRequest) -> str:
    target = get_next_redirect_url(request)
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else url


def closed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """A page of allauth that this site does not have."""
    raise Http404


@method_decorator(never_cache, name="dispatch")
class RequestCodeView(FormView):
    form_class = RequestCodeForm
    template_name = "account/request_login_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect(get_next_redirect_url(request) or "registration:my_space")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next_url=get_next_redirect_url(self.request), **kwargs)

    def form_valid(self, form: RequestCodeForm) -> HttpResponse:
        try:
            CodeProcess.start(request=self.request, email=form.cleaned_data["email"])
        except MailNotAccepted:
            form.add_error(None, NOT_SENT)
            return self.form_invalid(form)
        return redirect(_with_next(reverse("account_confirm_login_code"), self.request))


@method_decorator(
    login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_request_login_code"),
    name="dispatch",
)
class ConfirmCodeView(FormView):
    form_class = ConfirmCodeForm
    template_name = "account/confirm_login_code.html"
    process: CodeProcess

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        process = CodeProcess.resume(request._login_stage)  # type: ignore[attr-defined]
        if process is None:
            return redirect("account_request_login_code")
        self.process = process
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"expected": self.process.code}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            email=self.process.state["email"],
            can_resend=self.process.can_resend,
            next_url=get_next_redirect_url(self.request),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "resend" and self.process.can_resend:
            return self._resend()
        return super().post(request, *args, **kwargs)

    def _resend(self) -> HttpResponse:
        try:
            self.process.resend()
        except MailNotAccepted:
            form = self.get_form_class()(expected="")
            return self.render_to_response(self.get_context_data(form=form, not_sent=True))
        return redirect(_with_next(reverse("account_confirm_login_code"), self.request))

    def form_valid(self, form: ConfirmCodeForm) -> HttpResponse:
        return self.process.finish(get_next_redirect_url(self.request))

    def form_invalid(self, form: ConfirmCodeForm) -> HttpResponse:
        if self.process.record_invalid_attempt():
            return super().form_invalid(form)
        return redirect(
            _with_next(reverse("account_request_login_code"), self.request)
            + ("&" if get_next_redirect_url(self.request) else "?")
            + "again=1"
        )


class NewPasswordView(PasswordResetView):
    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except MailNotAccepted:
            form.add_error(None, NOT_SENT)
            return self.form_invalid(form)


class SignOutView(LogoutView):
    """Signing out leaves nothing of the person in the browser: stars, kept ticket, kept pages."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"storage"'
        return response
