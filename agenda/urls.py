from django.urls import path

from agenda.views import (
    changes,
    coming,
    days,
    exports,
    feeds,
    mine,
    people,
    sessions,
    themes,
    venues,
)

app_name = "agenda"

urlpatterns = [
    path("", days.day_list, name="day_list"),
    path("may-i-come/", coming.may_i_come, name="may_i_come"),
    path("subscribe/", feeds.subscribe, name="subscribe"),
    path("week.ics", feeds.week_feed, name="week_feed"),
    path("schedule.json", exports.schedule, name="schedule"),
    path("changes/", changes.change_list, name="change_list"),
    path("changes/since/<int:number>/", mine.changes_since, name="changes_since"),
    path("changes.atom", changes.change_feed, name="change_feed"),
    path("mine/", mine.my_agenda, name="my_agenda"),
    path("mine/stars/", mine.stars, name="stars"),
    path("mine/agenda.ics", mine.star_file, name="star_file"),
    path("sessions/<str:slug>.ics", sessions.session_calendar, name="session_calendar"),
    path("sessions/<str:slug>/", sessions.show_session, name="show_session"),
    path("venues/", venues.venue_list, name="venue_list"),
    path("venues/<str:slug>.ics", feeds.venue_feed, name="venue_feed"),
    path("venues/<str:slug>/", venues.show_venue, name="show_venue"),
    path("themes/", themes.theme_list, name="theme_list"),
    path("themes/<str:slug>.ics", feeds.theme_feed, name="theme_feed"),
    path("themes/<str:slug>/", themes.show_theme, name="show_theme"),
    path("speakers/", people.speaker_list, name="speaker_list"),
    path("speakers/<str:slug>/", people.show_speaker, name="show_speaker"),
    path("<str:date>.ics", feeds.day_feed, name="day_feed"),
    path("week/", days.show_week, name="show_week"),
    path("<str:date>/", days.show_day, name="show_day"),
]
