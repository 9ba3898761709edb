"""Registering again after cancelling: the form, filled in, under the same personal link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registration.exceptions import PlacesRanOut, RegistrationClosed, RegistrationNotOpen
from registration.forms.again import AgainForm, known_of
from registration.models import LinkPurpose, Registration
from registration.services.availability import availability
from registration.services.registering import register_person
from registration.views.facts import day_facts
from registration.views.personal import personal, personal_path, personal_paths
from registration.views.registering import is_taking_people, show_not_taking
from summit.edition import clock


@require_http_methods(["GET", "HEAD", "POST"])
@personal(LinkPurpose.MANAGE, posts=True)
def register_again(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Only the person opens this page, so what is known may stand in the form."""
    page = personal_path(registration, "my_registration")
    if not registration.is_cancelled:
        return redirect(page)
    ways = availability(clock.now())
    if not is_taking_people(ways):
        return show_not_taking(request, ways)
    data, known = request.POST or None, known_of(registration)
    form = AgainForm(data, ways=ways, registration=registration, initial=known)
    if not form.is_valid():
        return show_again(request, registration, form)
    try:
        register_person(request=form.to_request(), now=clock.now())
    except PlacesRanOut as refused:
        form.ways = availability(clock.now())
        form.add_places_ran_out(refused.way)
        return show_again(request, registration, form)
    except (RegistrationClosed, RegistrationNotOpen):
        return show_not_taking(request, availability(clock.now()))
    return redirect(f"{page}?done=again")


def show_again(request: HttpRequest, registration: Registration, form: AgainForm) -> HttpResponse:
    context = {
        "form": form,
        "registration": registration,
        "paths": personal_paths(registration),
        **day_facts(form.ways),
    }
    return render(request, "registration/register_again.html", context)
