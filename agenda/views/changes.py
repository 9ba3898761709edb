"""What each release changed: a page, and the same for programs that follow pages."""

import uuid
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.history import ReleaseChanges, release_history
from agenda.views.files import PublicFile, public_file
from agenda.views.public import Reading, public_page
from summit.edition.models import Edition
from summit.links import absolute_url

ATOM = "application/atom+xml; charset=utf-8"


@public_page
def change_list(request: HttpRequest, reading: Reading) -> HttpResponse:
    releases = release_history(up_to=reading.programme.number)
    context = {"releases": releases, "canonical": absolute_url(reverse("agenda:change_list"))}
    return render(request, "agenda/change_list.html", context)


@public_file
def change_feed(request: HttpRequest, reading: Reading) -> PublicFile:
    return PublicFile(partial(_write, reading), ATOM, "changes.atom")


def _write(reading: Reading) -> bytes:
    edition, page = reading.edition, absolute_url(reverse("agenda:change_list"))
    feed = Atom1Feed(
        title=_("%(edition)s: changes to the programme") % {"edition": edition.name},
        link=page,
        description="",
        language=get_language(),
        feed_url=absolute_url(reverse("agenda:change_feed")),
        feed_guid=_identifier(edition, "changes"),
        author_name=str(edition.name),
    )
    for release in release_history(up_to=reading.programme.number):
        context = {"release": release, "site": settings.SITE_URL}
        feed.add_item(
            title=_title(release),
            link=f"{page}#{release.anchor}",
            description=render_to_string("agenda/_changes_for_feed.html", context),
            unique_id=_identifier(edition, f"release/{release.number}/{release.published_at}"),
            pubdate=release.published_at,
            updateddate=release.published_at,
        )
    return feed.writeString("utf-8").encode()


def _title(release: ReleaseChanges) -> str:
    if release.is_first:
        return _("The programme is published")
    if not release.changes:
        return _("Details were revised")
    return ", ".join(f"{kind.label} ({count})" for kind, count in release.counts)


def _identifier(edition: Edition, name: str) -> str:
    """The same for ever, wherever the site lives; another in each language, as the text is."""
    words = f"{edition.slug}/{get_language()}/{name}"
    return uuid.uuid5(uuid.NAMESPACE_OID, words).urn
