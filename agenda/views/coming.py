"""“May I come?” on a page of its own: three questions in the address, one answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agenda.coming import WAYS, answer_wish, read_wish, usual_day
from agenda.views.public import Reading, public_page
from summit.links import absolute_url


@public_page
def may_i_come(request: HttpRequest, reading: Reading) -> HttpResponse:
    programme = reading.programme
    if not programme.days:
        return render(request, "agenda/empty.html")
    wish = read_wish(request.GET.dict(), programme, usual_day(reading.edition, reading.today))
    context = {
        "programme": programme,
        "wish": wish,
        "answers": answer_wish(programme, wish),
        "ways": WAYS,
        "today": reading.today,
        "window": reading.edition.registration_window_at(reading.now),
        "canonical": absolute_url(reverse("agenda:may_i_come")),
    }
    return render(request, "agenda/may_i_come.html", context)
