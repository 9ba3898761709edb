from django.urls import path

from summit.newsletter import views

app_name = "newsletter"

urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("requested/", views.requested, name="requested"),
    path("confirmed/", views.confirmed, name="confirmed"),
    path("unsubscribed/", views.unsubscribed, name="unsubscribed"),
    path("confirm/<uuid:public_id>/<str:signature>/", views.confirm, name="confirm"),
    path("unsubscribe/<uuid:public_id>/<str:signature>/", views.unsubscribe, name="unsubscribe"),
]
