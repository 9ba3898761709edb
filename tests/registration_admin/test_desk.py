"""The desk: each action from its page, through the service, told in the history."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from registration.models import InvitationCode, Quota, Registration, Way
from summit.mail.models import OutgoingEmail
from tests.registration.factories import make_business_day, make_registration
from tests.registration_admin.pages import action

pytestmark = pytest.mark.django_db


@pytest.fixture
def quotas() -> dict[str, Quota]:
    return make_business_day(in_person=1)


def held(registration: Registration) -> tuple[str, str]:
    fresh = Registration.objects.with_places().get(pk=registration.pk)
    confirmed, waiting = fresh.confirmed_place, fresh.waiting_place
    return (confirmed.way if confirmed else "", waiting.way if waiting else "")


def last_event(registration: Registration) -> dict[str, Any]:
    return LogEntry.objects.filter(object_id=registration.pk).latest("pk").additional_data


def test_desk_finds_a_registration_by_each_of_its_names(desk: Client, quotas: Any) -> None:
    registration = make_registration()
    make_registration("other@example.org", way=Way.ONLINE, last_name="Haddad", organisation="Autre")
    url = reverse("admin:registration_registration_changelist")
    for words in ("Martin", "camille@", "Atelier", registration.ticket_code):
        page = desk.get(url, {"q": words}).content.decode()
        assert ("camille@example.org" in page, "other@example.org" in page) == (True, False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"way": "in_person"}, ["a@example.org", "c@example.org"]),
        ({"way": "online"}, ["b@example.org", "c@example.org"]),
        ({"state": "waiting"}, ["c@example.org"]),
        ({"state": "cancelled"}, ["d@example.org"]),
        ({"needs": "yes"}, []),
        ({"way": "nonsense"}, ["a@example.org", "b@example.org", "c@example.org", "d@example.org"]),
    ],
)
def test_desk_filters_by_way_and_state(
    desk: Client, quotas: Any, query: dict[str, str], found: list[str]
) -> None:
    make_registration("a@example.org")
    make_registration("b@example.org", way=Way.ONLINE)
    make_registration("c@example.org", wait_in_person=True)
    gone = make_registration("d@example.org", way=Way.ONLINE)
    desk.post(action("cancel", gone))
    changelist = desk.get(reverse("admin:registration_registration_changelist"), query).context[
        "cl"
    ]
    assert sorted(r.email for r in changelist.result_list) == found


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_row_and_for_three(
    desk: Client, quotas: Any, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        make_registration(f"p{number}@example.org", way=Way.ONLINE)
    url = reverse("admin:registration_registration_changelist")
    desk.get(url)
    with django_assert_num_queries(14):
        desk.get(url)


def test_desk_registers_someone_by_hand_and_they_get_the_usual_mail(
    desk: Client, quotas: Any
) -> None:
    audience = make_registration("first@example.org", way=Way.ONLINE).audience
    answer = desk.post(
        reverse("admin:registration_registration_add"),
        {
            "way": "in_person",
            "first_name": "Nadia",
            "last_name": "Costa",
            "email": "nadia@example.org",
            "organisation": "Costa SA",
            "audience": audience.pk,
            "language": "en",
        },
    )
    made = Registration.objects.get(email="nadia@example.org")
    assert answer["Location"] == reverse("admin:registration_registration_change", args=[made.pk])
    assert held(made) == (Way.IN_PERSON, "")
    assert OutgoingEmail.objects.get(to="nadia@example.org").language == "en"
    assert last_event(made)["by"] == "desk"


def test_desk_registering_when_full_is_told_so_and_loses_nothing(desk: Client, quotas: Any) -> None:
    audience = make_registration("first@example.org").audience
    page = desk.post(
        reverse("admin:registration_registration_add"),
        {
            "way": "in_person",
            "first_name": "Nadia",
            "last_name": "Costa",
            "email": "nadia@example.org",
            "organisation": "Costa SA",
            "audience": audience.pk,
            "language": "en",
        },
    )
    assert page.status_code == 200
    assert 'value="nadia@example.org"' in page.content.decode()
    assert list(page.context["form"].non_field_errors())
    assert not Registration.objects.filter(email="nadia@example.org").exists()


def test_desk_corrects_details_without_a_message(desk: Client, quotas: Any) -> None:
    registration = make_registration()
    sent = OutgoingEmail.objects.count()
    form = desk.get(action("correct", registration)).context["form"]
    data = {name: value for name, value in form.initial.items() if value is not None}
    desk.post(action("correct", registration), {**data, "first_name": "Camille-Rose"})
    registration.refresh_from_db()
    assert (registration.first_name, registration.sequence) == ("Camille-Rose", 0)
    assert OutgoingEmail.objects.count() == sent
    entry = LogEntry.objects.filter(object_id=registration.pk).latest("pk")
    assert "Camille-Rose" not in str(entry.changes)


def test_desk_corrects_the_address_and_old_links_die(desk: Client, quotas: Any) -> None:
    registration = make_registration()
    desk.post(action("address", registration), {"email": "right@example.org"})
    registration.refresh_from_db()
    assert (registration.email, registration.link_version) == ("right@example.org", 2)
    assert OutgoingEmail.objects.latest("pk").to == "right@example.org"


def test_desk_cannot_put_a_taken_address(desk: Client, quotas: Any) -> None:
    registration = make_registration()
    make_registration("taken@example.org", way=Way.ONLINE)
    page = desk.post(action("address", registration), {"email": "Taken@Example.org"})
    assert list(page.context["form"].non_field_errors())
    registration.refresh_from_db()
    assert registration.email == "camille@example.org"


def test_desk_cancels_after_a_question_and_get_changes_nothing(desk: Client, quotas: Any) -> None:
    registration = make_registration()
    assert desk.get(action("cancel", registration)).status_code == 200
    assert held(registration) == (Way.IN_PERSON, "")
    desk.post(action("cancel", registration))
    assert held(registration) == ("", "")
    assert OutgoingEmail.objects.latest("pk").calendar_method == "CANCEL"
    assert last_event(registration) == {"event": "cancelled", "by": "desk", "reason": ""}


def test_desk_moves_someone_online_and_back(desk: Client, quotas: Any) -> None:
    registration = make_registration()
    desk.post(action("online", registration))
    assert held(registration) == (Way.ONLINE, "")
    desk.post(action("in-person", registration))
    assert held(registration) == (Way.IN_PERSON, "")
    registration.refresh_from_db()
    assert registration.sequence == 2


def test_desk_confirms_someone_who_waits_and_says_why(desk: Client, quotas: Any) -> None:
    first = make_registration("first@example.org")
    waiting = make_registration("second@example.org", wait_in_person=True)
    assert held(waiting) == (Way.ONLINE, Way.IN_PERSON)

    desk.post(action("confirm", waiting), {"reason": "Speaks on the panel"})
    assert held(waiting) == (Way.ONLINE, Way.IN_PERSON)  # nobody has left yet

    desk.post(action("cancel", first))
    page = desk.post(action("confirm", waiting), {"reason": ""})
    assert list(page.context["form"].errors["reason"])
    desk.post(action("confirm", waiting), {"reason": "Speaks on the panel"})
    assert held(waiting) == (Way.IN_PERSON, "")
    assert last_event(waiting)["reason"] == "Speaks on the panel"


def test_desk_sees_the_queue_in_order_with_positions(desk: Client, quotas: Any) -> None:
    make_registration("first@example.org")
    for name in ("b", "c", "d"):
        make_registration(f"{name}@example.org", last_name=name.upper() * 3, wait_in_person=True)
    changelist = desk.get(reverse("admin:registration_waitingplace_changelist")).context["cl"]
    shown = [(place.position, place.registration.email) for place in changelist.result_list]
    assert shown == [(1, "b@example.org"), (2, "c@example.org"), (3, "d@example.org")]


def test_places_that_codes_keep_are_told_and_not_counted_as_left(desk: Client) -> None:
    quota = make_business_day(in_person=10)[Way.IN_PERSON]
    make_registration()
    InvitationCode.objects.create(name="Délégation", quota=quota, allotment=3, keeps_places=True)

    listed = desk.get(reverse("admin:registration_quota_changelist")).content.decode()
    overview = " ".join(desk.get(reverse("admin:index")).content.decode().split())

    assert '<td class="field-left">6, 3 gardées par des codes</td>' in listed
    assert "sur 10, 6 restantes, 3 gardées par des codes" in overview


def test_capacity_lowered_below_taken_warns_and_removes_nobody(
    desk: Client, quotas: dict[str, Quota]
) -> None:
    make_registration()
    quota = quotas[Way.IN_PERSON]
    url = reverse("admin:registration_quota_change", args=[quota.pk])
    form = desk.get(url).context["adminform"].form
    data = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if hasattr(field, "fields"):
            pair = field.widget.decompress(value)
            data |= {f"{name}_{n}": part or "" for n, part in enumerate(pair)}
        else:
            data[name] = "" if value is None else value
    page = desk.post(url, {**data, "capacity": "0"}, follow=True)
    quota.refresh_from_db()
    assert quota.capacity == 0
    assert Registration.objects.holding(Way.IN_PERSON).count() == 1
    assert [message.level_tag for message in page.context["messages"]] == ["warning", "success"]


def test_export_follows_the_filters_and_holds_no_formula(desk: Client, quotas: Any) -> None:
    make_registration(organisation="=HYPERLINK(1)", way=Way.ONLINE)
    make_registration("other@example.org")
    url = reverse("admin:registration_registration_export")
    text = b"".join(desk.get(url, {"way": "online"}).streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][4] == "'=HYPERLINK(1)"


def test_export_costs_the_same_for_one_row_and_for_three(
    desk: Client, quotas: Any, django_assert_num_queries: Any
) -> None:
    from registration.admin.exports import registrations_csv

    for number in range(3):
        make_registration(f"p{number}@example.org", way=Way.ONLINE)
    with django_assert_num_queries(3):
        lines = list(registrations_csv(Registration.objects.all()).streaming_content)
    assert len(lines) == 5


def workbook(answer: Any) -> list[list[Any]]:
    file = io.BytesIO(b"".join(answer.streaming_content))
    (sheet,) = openpyxl.load_workbook(file).worksheets
    return [list(row) for row in sheet.iter_rows()]


def test_workbook_follows_the_filters_and_holds_the_same_lines_as_csv(
    desk: Client, quotas: Any
) -> None:
    make_registration(organisation="=HYPERLINK(1)", way=Way.ONLINE)
    make_registration("other@example.org")
    answer = desk.get(reverse("admin:registration_registration_export_xlsx"), {"way": "online"})
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert "no-store" in answer["Cache-Control"]
    head, row = workbook(answer)
    assert {cell.data_type for cell in row if cell.value is not None} == {"s"}
    assert row[4].value == "'=HYPERLINK(1)"

    url = reverse("admin:registration_registration_export")
    text = b"".join(desk.get(url, {"way": "online"}).streaming_content).decode()
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [[cell.value or "" for cell in line] for line in (head, row)] == lines


@pytest.mark.parametrize(
    ("action_name", "ending"), [("export_selected", ".csv"), ("export_selected_xlsx", ".xlsx")]
)
def test_export_of_a_selection_holds_those_alone(
    desk: Client, quotas: Any, action_name: str, ending: str
) -> None:
    chosen = make_registration("a@example.org", way=Way.ONLINE)
    make_registration("b@example.org", way=Way.ONLINE)
    url = reverse("admin:registration_registration_changelist")
    answer = desk.post(url, {"action": action_name, "_selected_action": [chosen.pk]})
    assert answer["Content-Disposition"].endswith(f'{ending}"')
    if ending == ".xlsx":
        assert [row[3].value for row in workbook(answer)[1:]] == ["a@example.org"]
    else:
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert [line.split(";")[3] for line in lines[1:]] == ['"a@example.org"']


def test_list_offers_both_kinds_of_file_with_its_filters(desk: Client, quotas: Any) -> None:
    url = reverse("admin:registration_registration_changelist")
    page = desk.get(url, {"way": "online"}).content.decode()
    for name in ("export", "export_xlsx"):
        address = reverse(f"admin:registration_registration_{name}")
        assert f'href="{address}?way=online"' in page


def test_workbook_costs_the_same_for_one_row_and_for_three(
    quotas: Any, django_assert_num_queries: Any
) -> None:
    from registration.admin.exports import registrations_xlsx

    for number in range(3):
        make_registration(f"p{number}@example.org", way=Way.ONLINE)
        with django_assert_num_queries(3):
            answer = registrations_xlsx(Registration.objects.all())
        assert len(workbook(answer)) == number + 2


def test_registration_can_neither_be_deleted_nor_edited_past_the_services(
    desk: Client, quotas: Any
) -> None:
    registration = make_registration()
    assert (
        desk.post(
            reverse("admin:registration_registration_delete", args=[registration.pk]),
            {"post": "yes"},
        ).status_code
        == 403
    )
    change = reverse("admin:registration_registration_change", args=[registration.pk])
    desk.post(change, {"first_name": "Hacked"})
    registration.refresh_from_db()
    assert registration.first_name == "Camille"


def test_home_page_counts_places_and_days_in_few_queries(
    desk: Client, quotas: Any, django_assert_max_num_queries: Any
) -> None:
    make_registration("a@example.org")
    make_registration("b@example.org", wait_in_person=True)
    with django_assert_max_num_queries(20):
        page = desk.get(reverse("admin:index")).content.decode()
    assert "dashboard__figures" in page
    assert "<rect" in page


def test_history_says_what_happened_when_by_whom_and_why(desk: Client, quotas: Any) -> None:
    make_registration("first@example.org")
    waiting = make_registration(wait_in_person=True)
    Quota.objects.filter(way=Way.IN_PERSON).update(capacity=2)
    desk.post(action("confirm", waiting), {"reason": "<b>Speaks</b> on the panel"})

    page = desk.get(
        reverse("admin:registration_registration_history", args=[waiting.pk])
    ).content.decode()

    assert page.index("Mode de participation modifié") < page.index("Inscription enregistrée")
    assert "desk@example.org" in page
    assert "la personne" in page
    assert "&lt;b&gt;Speaks&lt;/b&gt; on the panel" in page
    assert waiting.last_name not in page


def test_history_of_a_registration_that_is_gone_leads_back(desk: Client, quotas: Any) -> None:
    gone = desk.get(reverse("admin:registration_registration_history", args=[999]))

    assert gone.status_code == 302
