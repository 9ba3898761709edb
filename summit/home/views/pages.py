"""Pages composed of the Release and of what goes live when saved."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agenda.models import PartnerScope
from agenda.services.current import current_programme
from faq.models import Category, Question
from registration.models import Way
from registration.services.availability import availability
from summit.edition import clock
from summit.edition.models import Edition, Phase
from summit.edition.public import public_page
from summit.home import week
from summit.home.models import (
    Announcement,
    AxisCopy,
    KeyFigure,
    LegalPage,
    LegalPlaceholder,
    Reason,
    SiteText,
)
from summit.newsletter.models import Newsletter

QUESTIONS_ON_HOME = 5
ANNOUNCEMENTS_ON_HOME = 3


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page, as it is before, during and after the event."""
    edition = Edition.objects.seen()
    now = clock.now(edition).astimezone(edition.zone)
    programme = current_programme()
    phase = edition.phase_at(now)
    ways = availability(now) if edition.business_day else ()
    context = {
        "programme": programme,
        "ways": ways,
        "in_person": next((way for way in ways if way.way == Way.IN_PERSON), None),
        "online": next((way for way in ways if way.way == Way.ONLINE), None),
        "days": week.week_of(programme, now.date()),
        "on_now": week.on_now(programme, now) if phase == Phase.DURING else [],
        "today": programme.days_by_date.get(now.date()),
        "today_index": (now.date() - edition.start).days,
        "window": edition.registration_window_at(now),
        "texts": SiteText.objects.by_group(),
        "reasons": Reason.objects.published(),
        "figures": KeyFigure.objects.published(),
        "axes": AxisCopy.objects.all(),
        "themes": week.theme_counts(programme),
        "partner_groups": week.partner_groups(programme),
        "questions": Question.objects.for_home()[:QUESTIONS_ON_HOME],
        "question_total": Question.objects.published().count(),
        "announcements": Announcement.objects.visible_on(now.date())[:ANNOUNCEMENTS_ON_HOME],
        "newsletter": Newsletter.objects.first(),
        "conformity": LegalPlaceholder.objects.conformity(),
    }
    return render(request, "home/home.html", context)


@public_page
@require_safe
def business_day(request: HttpRequest) -> HttpResponse:
    edition = Edition.objects.seen()
    now = clock.now(edition)
    programme = current_programme()
    date = edition.business_day
    ways = availability(now)
    texts = SiteText.objects.by_group().get("business_day", {})
    lead, _blank, pitch = texts.get("pitch", "").partition("\n\n")
    context = {
        "programme": programme,
        "day": programme.days_by_date.get(date) if date else None,
        "venue": week.business_venue(programme, date),
        "is_today": now.astimezone(edition.zone).date() == date,
        "window": edition.registration_window_at(now),
        "ways": ways,
        "place": next((way.quota for way in ways if way.way == Way.IN_PERSON), None),
        "texts": texts,
        "lead": lead,
        "pitch": pitch,
        "organisers": [one for one in programme.partners if one.scope == PartnerScope.BUSINESS_DAY],
        "winners": [one for one in programme.exhibitors if one.laureate],
    }
    return render(request, "home/business_day.html", context)


@public_page
@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    context = {"groups": week.partner_groups(current_programme())}
    return render(request, "home/partners.html", context)


@public_page
@require_safe
def exhibitors(request: HttpRequest) -> HttpResponse:
    return render(request, "home/exhibitors.html", {"programme": current_programme()})


@public_page
@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    found = Announcement.objects.visible_on(_today())
    return render(request, "home/announcements.html", {"announcements": found})


@public_page
@require_safe
def show_announcement(request: HttpRequest, slug: str) -> HttpResponse:
    found = list(Announcement.objects.visible_on(_today()))
    announcement = next((one for one in found if one.slug == slug), None)
    if announcement is None:
        raise Http404
    others = [one for one in found if one is not announcement][:ANNOUNCEMENTS_ON_HOME]
    context = {"announcement": announcement, "others": others}
    return render(request, "home/show_announcement.html", context)


@public_page
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    facts = LegalPlaceholder.objects.in_active_language()
    return render(request, "home/contact.html", {"facts": facts})


@public_page
@require_safe
def legal_page(request: HttpRequest, page: str) -> HttpResponse:
    """A legal text with its facts; a plain word and status 404 while it is not published."""
    text = LegalPage.objects.published().for_page(page).first()
    status = 200 if text else 404
    return render(request, "home/legal_page.html", {"page": text}, status=status)


@public_page
@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Every page of the site on one, for people."""
    context = {
        "programme": current_programme(),
        "categories": Category.objects.with_published_questions(),
        "announcements": Announcement.objects.visible_on(_today()),
        "legal_pages": LegalPage.objects.published(),
    }
    return render(request, "home/site_map.html", context)


def _today() -> dt.date:
    edition = Edition.objects.seen()
    return clock.now(edition).astimezone(edition.zone).date()
