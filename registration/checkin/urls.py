from django.urls import URLPattern, path

from registration.checkin.views import doors, scans, worker

app_name = "checkin"

urlpatterns: list[URLPattern] = [
    path("", doors.choose_door, name="choose_door"),
    path("worker.js", worker.worker, name="worker"),
    path("<slug:slug>/", doors.door, name="door"),
    path("<slug:slug>/enter/", doors.enter, name="enter"),
    path("<slug:slug>/find/", doors.find, name="find"),
    path("<slug:slug>/tickets/<uuid:nonce>/", doors.result, name="result"),
    path("<slug:slug>/tickets/<uuid:nonce>/undo/", doors.undo, name="undo"),
    path("<slug:slug>/scans.json", scans.scans, name="scans"),
    path("<slug:slug>/list.json", scans.kept_list, name="list"),
]
