import pytest
from django.test import Client

from agenda.models import Day, Session, SessionState, Speaker, Theme, Venue
from agenda.services.releases import publish_release
from tests.agenda import factories
from tests.agenda.admin_forms import url
from tests.agenda.factories import load

pytestmark = pytest.mark.django_db

KINDS = [
    "accessrule",
    "audience",
    "axis",
    "day",
    "exhibitor",
    "format",
    "language",
    "organisationtype",
    "partner",
    "projectcall",
    "room",
    "sector",
    "series",
    "session",
    "speaker",
    "theme",
    "track",
    "venue",
]


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", KINDS)
def test_every_list_and_form_of_the_programme_opens(desk: Client, kind: str, language: str) -> None:
    load()
    model = next(m for m in _models() if m._meta.model_name == kind)
    pk = model._default_manager.values_list("pk", flat=True).first()

    pages = [
        url(f"{kind}_changelist", language=language),
        url(f"{kind}_add", language=language),
        url(f"{kind}_change", pk, language=language),
        url(f"{kind}_history", pk, language=language),
    ]

    assert [desk.get(page).status_code for page in pages] == [200, 200, 200, 200]


def _models():
    from django.apps import apps

    return apps.get_app_config("agenda").get_models()


@pytest.mark.parametrize("kind", [*KINDS, "release"])
def test_lists_cost_the_same_for_more_rows(
    desk: Client, kind: str, django_assert_max_num_queries
) -> None:
    load()
    publish_release(note="", actor=None)
    address = url(f"{kind}_changelist")
    desk.get(address)
    few = _queries(desk, address)
    _more_rows()

    assert _queries(desk, address) == few


def _queries(desk: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address).status_code == 200
    return len(queries)


def _more_rows() -> None:
    """Two more of everything."""
    data = factories.programme_file()
    for name in ("tracks", "series", "formats", "languages", "themes", "venues", "partners"):
        data[name] += [{**data[name][0], "slug": f"more-{number}"} for number in (1, 2)]
    for name in ("axes", "sectors", "audiences", "organisation_types"):
        listed = data["business_day"][name]
        listed += [{**listed[0], "slug": f"more-{number}"} for number in (1, 2)]
    data["speakers"] += [{**data["speakers"][0], "id": f"more-{number}"} for number in (1, 2)]
    data["exhibitors"] += [{**data["exhibitors"][0], "slug": f"more-{n}"} for n in (1, 2)]
    data["days"] += [
        {**data["days"][0], "slug": f"more-{n}", "date": f"2025-02-0{n}"} for n in (7, 8)
    ]
    data["sessions"] += [
        {**data["sessions"][0], "id": f"more-{n}", "slug": f"encore-{n}"} for n in (1, 2)
    ]
    load(data)
    Session.objects.filter(slug="opening").update(title_fr="Autre")
    publish_release(note="", actor=None)


def test_session_page_costs_the_same_for_more_speakers(desk: Client) -> None:
    load()
    session = factories.session()
    session.sessionspeaker_set.first().delete()
    address = url("session_change", session.pk)
    desk.get(address)
    few = _queries(desk, address)
    for number in range(2):
        speaker = Speaker.objects.create(slug=f"s{number}", name="New", sort_name="New")
        session.sessionspeaker_set.create(speaker=speaker)

    assert _queries(desk, address) == few


def test_session_list_says_what_is_not_as_usual(desk: Client) -> None:
    load()
    Session.objects.filter(slug="opening").update(
        title_en="", time_confirmed=False, state=SessionState.HIDDEN
    )

    html = desk.get(url("session_changelist")).content.decode()

    assert (
        '<td class="field-standing">Hidden<br>hour to be confirmed<br>'
        '<strong class="missing">EN missing</strong></td>'
    ) in html
    assert '<td class="field-standing"><span class="quiet">FR EN</span></td>' in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["opening", "workshop"]),
        ("?unconfirmed=start", ["workshop"]),
        ("?unconfirmed=nonsense", ["opening", "workshop"]),
        ("?state__exact=cancelled", []),
        ("?q=ada", ["opening"]),
        ("?q=Workshop", ["workshop"]),
        ("?q=Great+hall", ["opening", "workshop"]),
    ],
)
def test_session_list_filters_and_finds(desk: Client, query: str, expected: list[str]) -> None:
    load()
    Session.objects.filter(slug="workshop").update(time_confirmed=False)

    page = desk.get(url("session_changelist") + query)

    assert [row.slug for row in page.context["cl"].result_list] == expected


def test_session_list_filters_by_day_venue_and_theme(desk: Client) -> None:
    load()
    day, theme = Day.objects.get(slug="fevrier-11"), Theme.objects.get(slug="confiance")
    venue = Venue.objects.get(slug="grande-halle")
    found = {}

    for name, pk in (("day", day.pk), ("themes", theme.pk), ("venue", venue.pk)):
        page = desk.get(url("session_changelist"), {f"{name}__id__exact": pk})
        found[name] = [row.slug for row in page.context["cl"].result_list]

    assert found == {
        "day": ["workshop"],
        "themes": ["opening"],
        "venue": ["opening", "workshop"],
    }


@pytest.mark.parametrize("key", ["999999", "none"])
def test_history_of_a_row_that_is_gone_is_not_found(desk: Client, key: str) -> None:
    assert desk.get(url("session_history", key)).status_code == 404
