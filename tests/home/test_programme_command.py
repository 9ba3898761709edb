"""`manage.py load_programme` and `prepare_trial` with the real files."""

import json
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agenda.models import Release, Session
from faq.models import Question
from registration.models import Quota
from summit.accounts.models import User
from summit.edition import clock
from summit.edition.models import Edition
from summit.home.management.commands.load_programme import CONTENT
from summit.home.models import LegalPage, SiteText
from summit.home.services.trial_facts import FACTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real files to be spoilt."""
    shutil.copytree(CONTENT, tmp_path / "content")
    return tmp_path / "content"


@pytest.fixture
def own_var(tmp_path: Path, settings: Any) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    settings.SUMMIT_REHEARSAL = True
    return settings.VAR_DIR


def edit(folder: Path, name: str, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / name
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command("load_programme", *arguments, stdout=out)
    return out.getvalue()


def prepare() -> str:
    out = StringIO()
    call_command("prepare_trial", stdout=out, stderr=StringIO())
    return out.getvalue()


def counts() -> tuple[int, ...]:
    models = (Edition, Session, Question, SiteText, Quota, Release)
    return tuple(model.objects.count() for model in models)


@pytest.mark.embedded
def test_load_programme_fills_an_empty_database_and_again_changes_nothing() -> None:
    output = run()

    assert counts() == (1, 98, 20, 6, 2, 1)
    assert "faq.json: 20 questions" in output
    assert "Release 1 is published." in output

    output = run()

    assert "0 created, 0 updated" in output
    assert "no new release" in output
    assert Release.objects.count() == 1


def test_load_programme_dry_run_reports_and_writes_nothing() -> None:
    output = run("--dry-run")

    assert "Dry run: nothing was written." in output
    assert counts() == (0, 0, 0, 0, 0, 0)


@pytest.mark.long
def test_load_programme_dry_run_leaves_what_is_there(folder: Path) -> None:
    run()
    before = Session.objects.order_by("pk").values_list("title_fr", flat=True)[0]
    edit(folder, "programme.json", lambda data: data["sessions"][0]["title"].update(fr="Autre"))

    run("--dry-run", folder)

    assert Session.objects.order_by("pk").values_list("title_fr", flat=True)[0] == before
    assert Release.objects.count() == 1


@pytest.mark.long
def test_load_programme_changed_programme_makes_a_new_release(folder: Path) -> None:
    run()
    edit(folder, "programme.json", lambda data: data["sessions"][0]["title"].update(fr="Autre"))

    output = run(folder)

    assert "Release 2 is published." in output


def test_load_programme_publishes_no_edit_of_an_organiser_unless_told_to(folder: Path) -> None:
    run()
    kept = Session.objects.order_by("pk")[1]
    Session.objects.filter(pk=kept.pk).update(title_fr="À relire avant de publier")
    edit(folder, "programme.json", lambda data: data["sessions"][0]["title"].update(fr="Autre"))

    output = run(folder)

    assert "Organisers have edits that are not published: nothing was published." in output
    assert Session.objects.filter(title_fr="Autre").exists()
    assert Release.objects.count() == 1

    assert "Release 2 is published." in run(folder, "--publish")
    assert "À relire avant de publier" in str(Release.objects.get(number=2).content)


@pytest.mark.long
def test_load_programme_changed_question_goes_live_without_a_release(folder: Path) -> None:
    run()
    edit(folder, "faq.json", lambda data: data["questions"][0]["question"].update(fr="Autre ?"))

    run(folder)

    assert Question.objects.filter(question_fr="Autre ?").exists()
    assert Release.objects.count() == 1


def test_load_programme_error_in_the_last_file_leaves_nothing(folder: Path) -> None:
    edit(folder, "site.json", lambda data: data["newsletter"].pop("consent"))

    with pytest.raises(CommandError) as error:
        run(folder)

    assert str(error.value) == "Nothing was loaded. site.json, newsletter, consent: is missing"
    assert counts() == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "faq.json: cannot be read: No such file or directory"),
        (b"{", "faq.json, line 1: Expecting property name enclosed in double quotes"),
        (b"\xff", "faq.json: is not UTF-8"),
        (b"[]", "faq.json: is not an object"),
    ],
)
def test_load_programme_unreadable_file_is_named(
    folder: Path, text: bytes | None, message: str
) -> None:
    path = folder / "faq.json"
    path.unlink() if text is None else path.write_bytes(text)

    with pytest.raises(CommandError) as error:
        run(folder)

    assert str(error.value) == f"Nothing was loaded. {message}"


@pytest.mark.long
def test_load_programme_another_edition_is_refused(folder: Path) -> None:
    run()
    edit(folder, "programme.json", lambda data: data["edition"].update(slug="other"))

    with pytest.raises(CommandError, match=r"programme\.json, edition, slug"):
        run(folder)


@pytest.mark.long
def test_load_programme_kept_fields_are_listed_and_overwritten_when_told() -> None:
    run()
    Edition.objects.update(summary_en="Ours.")
    Question.objects.filter(slug="secteurs").update(answer_en="Ours.")

    kept = run()
    assert "kept as an organiser changed it: edition, summary_en" in kept
    assert "kept as an organiser changed it: questions/secteurs, answer_en" in kept

    run("--overwrite")
    assert not Question.objects.filter(answer_en="Ours.").exists()


@pytest.mark.long
def test_load_programme_addresses_given_by_an_organiser_stay(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Summit <summit@example.org>"
    run()
    assert Edition.objects.get().sender_email == "summit@example.org"
    Edition.objects.update(sender_email="ours@example.org")

    run("--overwrite")

    assert Edition.objects.get().sender_email == "ours@example.org"


@pytest.mark.long
def test_load_programme_registration_closes_when_the_business_day_ends() -> None:
    run()

    closes = Edition.objects.get().registration_closes_at
    assert closes.isoformat() == "2025-02-11T17:15:00+00:00"


@pytest.mark.embedded
def test_prepare_trial_makes_a_site_to_look_at_and_again_keeps_password_clock_and_edits(
    own_var: Path,
) -> None:
    output = prepare()

    organiser = User.objects.get(email="organiser@example.org")
    password = (own_var / "organiser-password").read_text().strip()
    edition = Edition.objects.get()
    assert (organiser.is_staff, organiser.is_superuser) == (True, True)
    assert organiser.check_password(password)
    assert f"organiser@example.org  {password}" in output
    assert f"{clock.now().astimezone(edition.zone):%Y-%m-%d %H:%M}" == "2025-01-20 09:00"
    assert LegalPage.objects.published().count() == 3
    edition.full_clean()

    clock.set_rehearsal(None)
    Question.objects.filter(slug="secteurs").update(answer_fr="À nous.")

    assert password in prepare()

    assert not Edition.objects.get().clock_offset
    assert Question.objects.get(slug="secteurs").answer_fr == "À nous."
    assert Release.objects.count() == 1


@pytest.mark.long
def test_prepare_trial_password_is_for_its_owner_only(own_var: Path) -> None:
    prepare()

    path = own_var / "organiser-password"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text().strip()) >= 16


@pytest.mark.long
def test_prepare_trial_lost_password_file_gives_a_new_one(own_var: Path) -> None:
    prepare()
    (own_var / "organiser-password").unlink()

    prepare()

    password = (own_var / "organiser-password").read_text().strip()
    assert User.objects.get(email="organiser@example.org").check_password(password)


@pytest.mark.long
def test_prepare_trial_second_run_asks_little_of_the_database(
    own_var: Path, django_assert_max_num_queries: Any
) -> None:
    prepare()

    with django_assert_max_num_queries(12):
        prepare()


def test_trial_facts_cover_every_placeholder_with_fiction() -> None:
    site = json.loads((CONTENT / "site.json").read_text(encoding="utf-8"))
    keys = {entry["key"] for entry in site["legal"]["placeholders"]}

    assert set(FACTS) == keys
    for french, english in FACTS.values():
        assert french
        assert english
        for address in (word for word in f"{french} {english}".split() if "@" in word):
            assert address.endswith("@example.org")
