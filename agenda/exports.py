"""The Release as data for programs: schedule.json (docs/data.md says what each part means)."""

import json
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, override

from agenda.calendars import has_calendar
from agenda.programme import PROVISIONS, Day, Programme, Session, Speaker, Text, Venue
from summit.edition.models import Edition
from summit.languages import LANGUAGES
from summit.links import absolute_url

VERSION = 1

Data = dict[str, Any]


def schedule_bytes(programme: Programme, edition: Edition) -> bytes:
    return json.dumps(schedule(programme, edition), ensure_ascii=False, indent=1).encode()


def schedule(programme: Programme, edition: Edition) -> Data:
    """All of it in both languages: texts and addresses by language, references by key."""
    return {
        "version": VERSION,
        "release": programme.number,
        "published_at": programme.published_at and programme.published_at.isoformat(),
        "event": {
            "name": _in_each_language(lambda: str(edition.name)),
            "start": edition.start.isoformat(),
            "end": edition.end.isoformat(),
            "timezone": programme.zone.key,
            "url": _urls("agenda:day_list"),
        },
        "days": [_day(day) for day in programme.days],
        "themes": [_named(theme) for theme in programme.themes],
        "tracks": [_named(track) for track in programme.tracks],
        "formats": [_named(one) for one in programme.formats],
        "languages": [_named(language) for language in programme.languages],
        "venues": [_venue(venue) for venue in programme.venues],
        "speakers": [_speaker(speaker) for speaker in programme.speakers_by_slug.values()],
        "sessions": [_session(session) for session in programme.sessions],
    }


def _text(value: Text) -> Data:
    return {language: getattr(value, language) for language in LANGUAGES}


def _in_each_language(say: Any) -> Data:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = say()
    return found


def _urls(name: str, *args: str) -> Data:
    """The path is the same in each language but for its first part."""
    path = reverse(name, args=args).removeprefix(f"/{get_language()}/")
    return {language: absolute_url(f"/{language}/{path}") for language in LANGUAGES}


def _named(term: Any) -> Data:
    return {"slug": term.slug, "name": _text(term.name)}


def _day(day: Day) -> Data:
    return {
        "date": day.date.isoformat(),
        "title": _text(day.title),
        "access_note": _text(day.access_note),
        "url": _urls("agenda:show_day", day.date.isoformat()),
    }


def _venue(venue: Venue) -> Data:
    return {
        "slug": venue.slug,
        "name": _text(venue.name),
        "virtual": venue.virtual,
        "to_be_confirmed": venue.to_be_confirmed,
        "address": venue.address,
        "address_confirmed": venue.address_confirmed,
        "latitude": venue.latitude,
        "longitude": venue.longitude,
        "precision_m": venue.coordinate_precision_m,
        "rooms": [_named(room) for room in venue.rooms],
        "url": _urls("agenda:show_venue", venue.slug),
    }


def _speaker(speaker: Speaker) -> Data:
    return {
        "slug": speaker.slug,
        "name": speaker.name,
        "function": _text(speaker.function),
        "organisation": _text(speaker.organisation),
        "url": _urls("agenda:show_speaker", speaker.slug),
    }


def _session(session: Session) -> Data:
    return {
        "uid": session.calendar_uid,
        "slug": session.url_slug,
        "title": _text(session.title),
        "summary": _text(session.summary),
        "state": session.state,
        **_when(session),
        "venue": session.venue.slug,
        "room": session.room.slug if session.room else None,
        "track": session.track.slug,
        "format": session.format.slug,
        "themes": [theme.slug for theme in session.themes],
        "languages": [language.slug for language in session.languages],
        "speakers": [
            {"speaker": one.speaker.slug, "role": one.role} for one in session.appearances
        ],
        **_how(session),
        "sequence": session.sequence,
        "changed_at": session.changed_at.isoformat(),
        "url": _urls("agenda:show_session", session.url_slug),
        "calendar": _urls("agenda:session_calendar", session.url_slug)
        if has_calendar(session)
        else None,
    }


def _when(session: Session) -> Data:
    return {
        "day": session.day.isoformat(),
        "day_confirmed": session.day_confirmed,
        "also_on": [date.isoformat() for date in session.also_on],
        "start": session.starts_at.isoformat(),
        "start_confirmed": session.time_confirmed,
        "end": session.ends_at.isoformat(),
        "end_confirmed": session.end_confirmed,
        "all_day": session.drop_in,
        "block": session.is_block,
    }


def _how(session: Session) -> Data:
    return {
        "access": session.access,
        "access_confirmed": session.access_confirmed,
        "registration_by": session.registration_by or None,
        "registration_url": session.registration_url or None,
        "participation": session.participation or None,
        "participation_confirmed": session.participation_confirmed,
        "accessibility": {name: session.provision(name) or None for name in PROVISIONS},
    }
