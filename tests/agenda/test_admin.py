import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from agenda.models import Day, Room, Session, SessionState, Speaker, Theme, Venue
from agenda.services.releases import publish_release
from summit.accounts.models import User
from tests.agenda import factories
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


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.SUMMIT_STAFF_MFA = False


@pytest.fixture
def organiser() -> User:
    return User.objects.create_superuser("organiser@example.org", "correct horse battery")


@pytest.fixture
def desk(organiser: User, client: Client) -> Client:
    client.force_login(organiser)
    return client


def url(name: str, *args: object, language: str = "en") -> str:
    with override(language):
        return reverse(f"admin:agenda_{name}", args=args)


def form_of(desk: Client, address: str) -> dict[str, object]:
    """What the browser would send when nothing is touched."""
    page = desk.get(address)
    admin_form = page.context["adminform"].form
    fields = [*admin_form]
    for formset in page.context["inline_admin_formsets"]:
        fields += [*formset.formset.management_form]
        fields += [field for form in formset.formset.initial_forms for field in form]
    data: dict[str, object] = {}
    for field in fields:
        _fill(data, field)
    return data


def _fill(data: dict[str, object], field) -> None:
    value = field.value()
    widget = field.field.widget
    if hasattr(widget, "widgets"):
        parts = value if isinstance(value, list) else widget.decompress(value)
        for suffix, part in zip(widget.widgets_names, parts, strict=True):
            data[f"{field.html_name}{suffix}"] = "" if part is None else str(part)
    elif field.field.__class__.__name__ == "BooleanField":
        if value:
            data[field.html_name] = "on"
    elif isinstance(value, list):
        prepared = field.field.prepare_value(value)
        data[field.html_name] = prepared if isinstance(prepared, str) else [str(v) for v in value]
    elif value is not None:
        data[field.html_name] = str(getattr(value, "pk", value))


# --- Pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
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


# --- Saving -----------------------------------------------------------------------------------


def test_session_saved_untouched_stays_the_same(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    before = Session.objects.filter(pk=session.pk).values().get()

    answer = desk.post(address, form_of(desk, address))

    assert answer.status_code == 302, answer.context["errors"]
    assert Session.objects.filter(pk=session.pk).values().get() == before
    assert [s.slug for s in session.speakers.all()] == ["ada", "alan"]


def test_session_edited_is_logged_under_the_organisers_name(desk: Client, organiser: User) -> None:
    load()
    address = url("session_change", factories.session().pk)

    desk.post(address, {**form_of(desk, address), "title_en": "Grand opening"})

    entry = LogEntry.objects.get_for_object(factories.session()).first()
    assert entry.actor == organiser
    assert entry.changes == {"title_en": ["Opening (en)", "Grand opening"]}
    history = desk.get(url("session_history", factories.session().pk)).content.decode()
    assert "Grand opening" in history


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_at_1": "08:00"}, "ends_at"),
        ({"starts_at_0": "2025-02-09"}, "starts_at"),
        ({"starts_at_1": "nine"}, "starts_at"),
        ({"starts_at_0": "", "starts_at_1": ""}, "starts_at"),
        ({"registration_by": ""}, "registration_by"),
        ({"access": "invitation"}, "registration_by"),
        ({"access": "everyone"}, "access"),
        ({"title_fr": "", "title_en": ""}, "title_fr"),
        ({"title_fr": "x" * 251}, "title_fr"),
        ({"title_fr": "a\x00b"}, "title_fr"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"booking": "on", "is_block": "on"}, "booking"),
        ({"venue": "999999"}, "venue"),
        ({"day": ""}, "day"),
        ({"source": "javascript:alert(1)"}, "source"),
        ({"source": "https://example.org\nftp://example.org"}, "source"),
        ({"source": "https://example.org/" + "x" * 500}, "source"),
    ],
)
def test_session_form_refuses_bad_input_and_keeps_what_was_typed(
    desk: Client, values: dict[str, str], field: str
) -> None:
    load()
    address = url("session_change", factories.session().pk)
    typed = {**form_of(desk, address), "summary_en": "What I typed", **values}

    answer = desk.post(address, typed)

    assert answer.status_code == 200
    form = answer.context["adminform"].form
    assert list(form.errors) == [field]
    assert form["summary_en"].value() == "What I typed"
    assert factories.session().summary_en == "The day begins (en)"


def test_session_in_a_room_of_another_venue_is_refused_by_the_form(desk: Client) -> None:
    load()
    address = url("session_change", factories.session().pk)
    elsewhere = Venue.objects.get(slug="en-ligne").pk

    answer = desk.post(address, {**form_of(desk, address), "venue": str(elsewhere)})

    assert list(answer.context["adminform"].form.errors) == ["room"]


def test_speaker_twice_in_a_session_is_refused_by_the_form(desk: Client) -> None:
    load()
    address = url("session_change", factories.session().pk)
    data = form_of(desk, address)
    data["sessionspeaker_set-1-speaker"] = data["sessionspeaker_set-0-speaker"]

    answer = desk.post(address, data)

    assert answer.status_code == 200
    assert factories.session().speakers.count() == 2


def test_key_and_address_of_a_saved_session_do_not_change(desk: Client) -> None:
    load()
    pk = factories.session().pk
    address = url("session_change", pk)

    desk.post(address, {**form_of(desk, address), "slug": "other", "url_slug": "other"})

    session = Session.objects.get(pk=pk)
    assert (session.slug, session.url_slug) == ("opening", "ouverture")


def test_room_keeps_its_key_when_its_venue_is_saved(desk: Client) -> None:
    load()
    address = url("venue_change", Venue.objects.get(slug="grande-halle").pk)
    data = {**form_of(desk, address), "rooms-0-slug": "other", "rooms-0-name_en": "Room One"}

    answer = desk.post(address, data)

    assert answer.status_code == 302
    assert list(Room.objects.values_list("slug", "name_en")) == [
        ("salle-a", "Room One"),
        ("salle-b", "Room B (en)"),
    ]


def test_access_levels_of_a_day_are_boxes_and_sources_are_lines(desk: Client) -> None:
    load()
    day = Day.objects.get(slug="fevrier-10")
    address = url("day_change", day.pk)

    desk.post(address, {**form_of(desk, address), "access": ["public", "press"]})

    day.refresh_from_db()
    assert day.access == ["public", "press"]


def test_sources_are_edited_one_a_line(desk: Client) -> None:
    load()
    session = factories.session()
    address = url("session_change", session.pk)
    lines = "https://example.org/a\r\n\r\n  http://example.org/b  "

    desk.post(address, {**form_of(desk, address), "source": lines})

    session.refresh_from_db()
    assert session.source == ["https://example.org/a", "http://example.org/b"]


# --- Deleting, actions ------------------------------------------------------------------------


def test_published_session_cannot_be_deleted_and_a_new_one_can(desk: Client) -> None:
    load()
    publish_release(note="", actor=None)
    factories.add_sessions(1)
    addresses = [url("session_delete", factories.session(s).pk) for s in ("opening", "more-0")]

    assert [desk.get(address).status_code for address in addresses] == [403, 200]


def test_venue_in_use_cannot_be_deleted(desk: Client) -> None:
    load()
    venue = Venue.objects.get(slug="grande-halle")

    desk.post(url("venue_delete", venue.pk), {"post": "yes"})

    assert Venue.objects.filter(pk=venue.pk).exists()


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("cancel_sessions", SessionState.CANCELLED),
        ("hide_sessions", SessionState.HIDDEN),
        ("schedule_sessions", SessionState.SCHEDULED),
    ],
)
def test_action_gives_the_chosen_sessions_a_state(desk: Client, action: str, state: str) -> None:
    load()
    chosen = [factories.session().pk]

    desk.post(url("session_changelist"), {"action": action, "_selected_action": chosen})

    assert factories.session().state == state
    assert factories.session("workshop").state == SessionState.SCHEDULED


def test_action_confirms_the_start(desk: Client) -> None:
    load()
    Session.objects.update(time_confirmed=False)
    chosen = [factories.session().pk]

    desk.post(url("session_changelist"), {"action": "confirm_starts", "_selected_action": chosen})

    assert list(Session.objects.filter(time_confirmed=True)) == [factories.session()]


def test_viewer_sees_the_list_and_no_action(client: Client) -> None:
    load()
    viewer = User.objects.create_user("viewer@example.org", is_staff=True)
    viewer.user_permissions.add(
        Permission.objects.get(codename="view_session", content_type__app_label="agenda")
    )
    client.force_login(viewer)

    answer = client.post(
        url("session_changelist"),
        {"action": "cancel_sessions", "_selected_action": [factories.session().pk]},
    )

    assert client.get(url("session_changelist")).status_code == 200
    assert answer.status_code in {200, 302, 403}
    assert factories.session().state == SessionState.SCHEDULED


def test_new_session_can_be_added_in_one_language(desk: Client) -> None:
    load()
    session = factories.session()
    data = {
        "title_fr": "Nouvelle séance",
        "slug": "nouvelle",
        "url_slug": "nouvelle",
        "state": "scheduled",
        "day": session.day_id,
        "starts_at_0": "2025-02-10",
        "starts_at_1": "16:00",
        "ends_at_0": "2025-02-10",
        "ends_at_1": "17:00",
        "venue": session.venue_id,
        "track": session.track_id,
        "format": session.format_id,
        "relation": "programme",
        "access": "invitation",
    }
    for prefix in ("sessionspeaker_set", "sessiontheme_set"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}

    answer = desk.post(url("session_add"), data)

    assert answer.status_code == 302
    made = factories.session("nouvelle")
    assert made.starts_at == dt.datetime(2025, 2, 10, 15, tzinfo=dt.UTC)
    assert (made.loaded, made.calendar_uid.version) == ({}, 4)
