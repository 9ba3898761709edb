"""The code door, then allauth's own pages for staff: password, second factor, sign-out."""

from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.urls import include, path

from summit.accounts import views

# The code that an authenticator scans is a picture inside the page.
show_totp_code = csp_update({"img-src": ["data:"]})(activate_totp)

urlpatterns = [
    path("code/", views.RequestCodeView.as_view(), name="account_request_login_code"),
    path(
        "login/code/confirm/",
        views.ConfirmCodeView.as_view(),
        name="account_confirm_login_code",
    ),
    path("2fa/totp/activate/", show_totp_code, name="mfa_activate_totp"),
    path("", include("allauth.urls")),
]
