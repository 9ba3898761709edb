"""The code door, then allauth's own pages for staff: password, second factor, sign-out.

What neither door needs is closed, although allauth has it: signing up with a password, setting
one after a code, and managing addresses. There, somebody could add another person's address,
have us ask that person to confirm it, and then read their registrations.
"""

from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.urls import include, path

from summit.accounts import views

# The code that an authenticator scans is a picture inside the page.
show_totp_code = csp_update({"img-src": ["data:"]})(activate_totp)

# Under the names of allauth, which reverses them.
CLOSED = (
    ("signup/", "account_signup"),
    ("email/", "account_email"),
    ("confirm-email/", "account_email_verification_sent"),
    ("confirm-email/<str:key>/", "account_confirm_email"),
    ("password/set/", "account_set_password"),
)

urlpatterns = [
    *(path(route, views.closed, name=name) for route, name in CLOSED),
    path("code/", views.RequestCodeView.as_view(), name="account_request_login_code"),
    path(
        "login/code/confirm/",
        views.ConfirmCodeView.as_view(),
        name="account_confirm_login_code",
    ),
    path("password/reset/", views.NewPasswordView.as_view(), name="account_reset_password"),
    path("logout/", views.SignOutView.as_view(), name="account_logout"),
    path("2fa/totp/activate/", show_totp_code, name="mfa_activate_totp"),
    path("", include("allauth.urls")),
]
