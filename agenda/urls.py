from django.urls import path

from agenda.views import days, people, sessions, themes, venues

app_name = "agenda"

urlpatterns = [
    path("", days.day_list, name="day_list"),
    path("sessions/<str:slug>.ics", sessions.session_calendar, name="session_calendar"),
    path("sessions/<str:slug>/", sessions.show_session, name="show_session"),
    path("venues/", venues.venue_list, name="venue_list"),
    path("venues/<str:slug>/", venues.show_venue, name="show_venue"),
    path("themes/", themes.theme_list, name="theme_list"),
    path("speakers/", people.speaker_list, name="speaker_list"),
    path("speakers/<str:slug>/", people.show_speaker, name="show_speaker"),
    path("<str:date>/", days.show_day, name="show_day"),
]
