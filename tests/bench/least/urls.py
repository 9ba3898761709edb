"""A page of a given size, and a registration that does what none can leave out."""

from functools import cache

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_protect

from tests.bench.least.models import Booking, Event

PAGE = """<!doctype html><html lang="en"><title>Register</title><body>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="{{ token }}">
{{ form.as_div }}<button>Register</button></form></body></html>"""


@cache
def _filler(size: int) -> bytes:
    return b"<p>agenda</p>" * (size // 13 + 1)


def page(request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(_filler(size)[:size])


class BookingForm(forms.Form):
    name = forms.CharField(max_length=80)
    email = forms.EmailField()


@csrf_protect
def register(request: HttpRequest) -> HttpResponse:
    form = BookingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            event = Event.objects.select_for_update(no_key=True).get(pk=1)
            if Booking.objects.filter(event=event).count() < event.capacity:
                Booking.objects.create(event=event, **form.cleaned_data)
        return HttpResponseRedirect("/done/")
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"form": form, "token": get_token(request)}))


def done(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>Registered</title><p>You are registered.</p>")


urlpatterns = [
    path("page/<int:size>/", page),
    path("registration/", register),
    path("done/", done),
]
