"""The code door, then allauth's own pages for staff: password, second factor, sign-out."""

from django.urls import include, path

from summit.accounts import views

urlpatterns = [
    path("code/", views.RequestCodeView.as_view(), name="account_request_login_code"),
    path(
        "login/code/confirm/",
        views.ConfirmCodeView.as_view(),
        name="account_confirm_login_code",
    ),
    path("", include("allauth.urls")),
]
