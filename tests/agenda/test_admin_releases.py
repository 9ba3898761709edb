import pytest
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.test import Client

from agenda.models import Release, Session
from agenda.services.releases import preview_release, publish_release
from summit.accounts.models import User
from tests.agenda import factories
from tests.agenda.admin_forms import url
from tests.agenda.factories import load, real_file

pytestmark = pytest.mark.django_db


def _permissions(*codenames: str) -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="agenda", codename__in=codenames)


@pytest.fixture
def editor(client: Client) -> User:
    """Someone who may see sessions and releases, and publish."""
    user = User.objects.create_user("editor@example.org", is_staff=True)
    codenames = ["view_release", "publish_release", "view_session", "change_session"]
    user.user_permissions.set(_permissions(*codenames))
    client.force_login(user)
    return user


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    return client


PUBLISH = "release_publish"


def change_title(title: str) -> None:
    Session.objects.filter(slug="opening").update(title_en=title)


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_publish_page_lists_the_changes_by_session(desk: Client) -> None:
    load()
    publish_release(note="", actor=None)
    change_title("Grand opening")

    html = page(desk, url(PUBLISH))

    assert "What the public will see change since release 1" in html
    assert "<del><bdi>Opening (en)</bdi></del>" in html
    assert "<ins><bdi>Grand opening</bdi></ins>" in html


def test_publishing_makes_a_release_with_note_and_name(desk: Client, editor: User) -> None:
    load()
    fingerprint = preview_release().fingerprint

    answer = desk.post(url(PUBLISH), {"note": "Opening night", "fingerprint": fingerprint})

    assert answer.headers["Location"] == url("release_changelist")
    release = Release.objects.get()
    assert (release.note, release.published_by) == ("Opening night", editor)


def test_publishing_twice_makes_one_release_and_says_so(desk: Client) -> None:
    load()
    desk.post(url(PUBLISH), {"note": "", "fingerprint": preview_release().fingerprint})

    answer = desk.post(
        url(PUBLISH), {"note": "", "fingerprint": preview_release().fingerprint}, follow=True
    )

    assert Release.objects.count() == 1
    assert "Nothing differs from release 1" in answer.content.decode()


def test_publishing_what_changed_meanwhile_shows_the_list_again(desk: Client) -> None:
    load()
    publish_release(note="", actor=None)
    change_title("Seen")
    fingerprint = preview_release().fingerprint
    change_title("Unseen")

    answer = desk.post(url(PUBLISH), {"note": "My note", "fingerprint": fingerprint})

    html = answer.content.decode()
    assert Release.objects.count() == 1
    assert "The programme was edited meanwhile" in html
    assert "Unseen" in html
    assert 'value="My note"' in html


def test_publishing_with_a_missing_translation_names_it_with_a_link(desk: Client) -> None:
    load()
    change_title("")

    answer = desk.post(url(PUBLISH), {"note": ""})

    html = answer.content.decode()
    assert not Release.objects.exists()
    assert "Nothing was published" in html
    assert f'href="{url("session_change", factories.session().pk)}"' in html
    assert 'type="submit" class="default"' not in html


def test_note_that_is_too_long_is_refused_and_kept(desk: Client) -> None:
    load()

    answer = desk.post(url(PUBLISH), {"note": "x" * 301})

    assert answer.status_code == 200
    assert not Release.objects.exists()
    assert "x" * 301 in answer.content.decode()


def test_release_page_says_what_it_changed(desk: Client) -> None:
    load()
    publish_release(note="", actor=None)
    change_title("Grand opening")
    release = publish_release(note="", actor=None)

    assert "Grand opening" in page(desk, url("release_change", release.pk))


def test_earlier_release_can_be_made_current_again(desk: Client, editor: User) -> None:
    load()
    first = publish_release(note="", actor=None)
    change_title("Grand opening")
    publish_release(note="", actor=None)
    again = url("release_again", 1)
    assert again in page(desk, url("release_change", first.pk))
    assert "stays in the administration, untouched" in page(desk, again)

    answer = desk.post(again, {"note": "Back"})

    newest = Release.objects.newest_first()[0]
    assert answer.headers["Location"] == url("release_changelist")
    assert (newest.number, newest.restores, newest.published_by) == (3, 1, editor)
    assert factories.session().title_en == "Grand opening"


def test_current_release_is_not_offered_again(desk: Client) -> None:
    load()
    release = publish_release(note="", actor=None)

    assert url("release_again", 1) not in page(desk, url("release_change", release.pk))


def test_unknown_release_answers_404(desk: Client) -> None:
    assert desk.get(url("release_again", 7)).status_code == 404


@pytest.mark.parametrize("name", [PUBLISH, "release_again"])
def test_only_a_publisher_publishes(client: Client, name: str) -> None:
    load()
    publish_release(note="", actor=None)
    change_title("Grand opening")
    viewer = User.objects.create_user("viewer@example.org", is_staff=True)
    viewer.user_permissions.set(_permissions("view_release"))
    client.force_login(viewer)
    address = url(name, *([1] if name == "release_again" else []))

    statuses = [client.get(address).status_code, client.post(address).status_code]

    assert statuses == [403, 403]
    assert Release.objects.count() == 1
    assert url(PUBLISH) not in page(client, url("release_changelist"))


@pytest.mark.parametrize("name", ["release_add", "release_delete", "release_change"])
def test_release_cannot_be_added_changed_or_deleted(admin_client: Client, name: str) -> None:
    load()
    release = publish_release(note="", actor=None)
    address = url(name, *([] if name == "release_add" else [release.pk]))

    answer = admin_client.post(address, {"note": "x", "post": "yes"})

    assert answer.status_code == 403
    assert Release.objects.get().note == ""


def test_programme_pages_say_that_edits_wait_for_a_release(desk: Client) -> None:
    load()
    publish_release(note="", actor=None)
    hint = "The programme was edited since release 1"
    address = url("session_changelist")
    assert hint not in page(desk, address)

    session = factories.session()
    session.title_en = "Grand opening"
    session.save()

    assert hint in page(desk, address)
    assert hint in page(desk, url("session_change", session.pk))
    publish_release(note="", actor=None)
    assert "was edited since" not in page(desk, address)


@pytest.mark.long
def test_publish_page_of_the_real_programme_opens_in_french(desk: Client) -> None:
    load(real_file())

    html = page(desk, url(PUBLISH, language="fr"))

    programme = 98 + 17 + 6 + 60 + 16 + 3 + 4 + 1 + 6 + 6
    lists = 16 + 3 + 5 + 5 + 7 + 8 + 12
    assert html.count("<tbody>") == programme + lists


def test_change_table_isolates_and_escapes_what_editors_type(desk: Client) -> None:
    load()
    publish_release(note="", actor=None)
    change_title("<script>alert(1)</script>\u202e")

    html = page(desk, url(PUBLISH))

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
