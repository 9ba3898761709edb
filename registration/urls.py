from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from registration.views import (
    addresses,
    again,
    agenda,
    codes,
    delegations,
    feeds,
    joining,
    lost_link,
    mine,
    offers,
    opening,
    papers,
    privacy,
    public,
    registering,
    reminders,
    replacing,
    seats,
    sessions,
    space,
    switching,
)

app_name = "registration"


class TextConverter(StringConverter):
    """Any text that a database can look for: PostgreSQL takes no NUL."""

    regex = r"[^/\x00]+"


register_converter(TextConverter, "text")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", registering.register, name="register"),
    path("registered/<str:answer>/", registering.registered, name="registered"),
    path("places/", public.places, name="places"),
    path("seats/", seats.scarce_seats, name="scarce_seats"),
    path("seats/<str:slug>/", seats.seats, name="seats"),
    path("book/<str:slug>/", seats.find_seat, name="find_seat"),
    path("join/", public.join, name="join"),
    path("doors/", include("registration.checkin.urls")),
    path("code/", codes.enter_code, name="enter_code"),
    path("code/<text:code>/", codes.register_with_code, name="code"),
    path(
        "invited/<uuid:public_id>/<str:signature>/", delegations.answer_invitation, name="invitee"
    ),
    path("tell-me/", opening.tell_me, name="tell_me"),
    path("tell-me/noted/", opening.will_tell, name="will_tell"),
    path("lost-link/", lost_link.find_registration, name="find_registration"),
    path("lost-link/sent/", lost_link.link_sent, name="link_sent"),
    path("my/", space.my_space, name="my_space"),
    path("my/agenda/", agenda.my_agenda, name="my_agenda"),
    path("my/<uuid:public_id>/<str:signature>/", mine.my_registration, name="my_registration"),
    path(
        "my/<uuid:public_id>/<str:signature>/details/",
        mine.correct_details,
        name="correct_details",
    ),
    path("my/<uuid:public_id>/<str:signature>/switch/", switching.switch, name="switch"),
    path("my/<uuid:public_id>/<str:signature>/offer/", offers.offer, name="offer"),
    path("my/<uuid:public_id>/<str:signature>/waiting/", offers.waiting, name="waiting"),
    path("my/<uuid:public_id>/<str:signature>/sessions/", sessions.my_sessions, name="my_sessions"),
    path(
        "my/<uuid:public_id>/<str:signature>/seat-offers/",
        sessions.booking_offer,
        name="booking_offer",
    ),
    path("my/<uuid:public_id>/<str:signature>/sessions/<str:slug>/", sessions.book, name="book"),
    path("my/<uuid:public_id>/<str:signature>/again/", again.register_again, name="register_again"),
    path("my/<uuid:public_id>/<str:signature>/cancel/", mine.cancel, name="cancel"),
    path("my/<uuid:public_id>/<str:signature>/ticket/", mine.ticket, name="ticket"),
    path("my/<uuid:public_id>/<str:signature>/ticket.pdf", papers.ticket_pdf, name="ticket_pdf"),
    path("my/<uuid:public_id>/<str:signature>/letter.pdf", papers.letter, name="letter"),
    path("my/<uuid:public_id>/<str:signature>/join/", joining.join_personal, name="join_personal"),
    path("my/<uuid:public_id>/<str:signature>/reminders/", reminders.reminders, name="reminders"),
    path("my/<uuid:public_id>/<str:signature>/data/", privacy.export, name="export"),
    path("my/<uuid:public_id>/<str:signature>/data.json", privacy.export_file, name="export_file"),
    path("my/<uuid:public_id>/<str:signature>/erase/", privacy.erase, name="erase"),
    path("erased/<text:number>/", privacy.erased, name="erased"),
    path(
        "my/<uuid:public_id>/<str:signature>/calendar.ics",
        mine.calendar_file,
        name="calendar_file",
    ),
    path("my/<uuid:public_id>/<str:signature>/calendar/", feeds.calendar, name="calendar"),
    path(
        "my/<uuid:public_id>/<str:signature>/address/",
        addresses.change_address,
        name="change_address",
    ),
    path("address/<uuid:public_id>/<str:signature>/", addresses.confirm, name="confirm_address"),
    path("my/<uuid:public_id>/<str:signature>/replace/", replacing.replace, name="replace"),
    path("taken/<uuid:public_id>/<str:signature>/", replacing.take, name="take_over"),
    path("feed/<uuid:public_id>/<str:signature>.ics", feeds.feed, name="feed"),
]
