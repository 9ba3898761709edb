"""The French catalogue is complete, or the check says what is not."""

from gettext import GNUTranslations
from pathlib import Path

import pytest

from scripts.catalogue import Project, compile_catalogue, find_problems, update

TEMPLATE = """{% load i18n %}
<div>
    <h1 title="{% translate "Hello" context "greeting" %}">É {# no #}</h1>
  {% blocktranslate trimmed count counter=places %}
    One place for {{ name }}
  {% plural %}
    {{ counter }} places
    for {{ name }}
  {% endblocktranslate %}
      {{ _("Register") }} {{ title|default:_("Untitled") }}
</div>
"""
MODULE = """from django.utils.translation import gettext_lazy as _

LABEL = _("Line of %(day)s "
          "and its end")
"""
COMPLETE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgctxt "greeting"
msgid "Hello"
msgstr "Bonjour"

msgid "One place for %(name)s"
msgid_plural "%(counter)s places for %(name)s"
msgstr[0] "Une place pour %(name)s"
msgstr[1] "%(counter)s places pour %(name)s"

msgid "Register"
msgstr "S’inscrire"

msgid "Untitled"
msgstr "Sans titre"

msgid "Line of %(day)s and its end"
msgstr "Ligne du %(day)s et sa fin"
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "templates").mkdir()
    (tmp_path / "agenda").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "agenda" / "labels.py").write_text(MODULE)
    project = Project(tmp_path)
    (project.folder / "parts").mkdir(parents=True)
    write_part(project, COMPLETE)
    return project


def write_part(project: Project, text: str, name: str = "area") -> None:
    (project.folder / "parts" / f"{name}.po").write_text(text, encoding="utf-8")


def test_check_of_complete_parts_finds_nothing(project: Project) -> None:
    assert find_problems(project) == []


def test_check_of_missing_string_names_its_file(project: Project) -> None:
    write_part(project, COMPLETE.replace('msgstr "Bonjour"', 'msgstr ""'))

    assert find_problems(project) == ["templates/page.html: missing: 'Hello'"]


def test_check_of_fuzzy_string_reports_it(project: Project) -> None:
    write_part(project, COMPLETE.replace('msgid "Untitled"', '#, fuzzy\nmsgid "Untitled"'))

    assert find_problems(project) == ["templates/page.html: fuzzy: 'Untitled'"]


def test_check_of_obsolete_string_reports_it(project: Project) -> None:
    write_part(project, COMPLETE + '\nmsgid "Gone"\nmsgstr "Parti"\n')

    assert find_problems(project) == ["obsolete: 'Gone'"]


@pytest.mark.parametrize(
    ("right", "wrong", "msgid"),
    [
        ("Ligne du %(day)s", "Ligne du %(jour)s", "Line of %(day)s and its end"),
        ("Ligne du %(day)s", "Ligne du jour", "Line of %(day)s and its end"),
        ("%(counter)s places pour", "Des places pour", "One place for %(name)s"),
        ("Une place pour %(name)s", "Une place pour %(nom)s", "One place for %(name)s"),
    ],
)
def test_check_of_different_placeholders_reports_them(
    project: Project, right: str, wrong: str, msgid: str
) -> None:
    write_part(project, COMPLETE.replace(right, wrong))

    assert [problem.split(": ", 1)[1] for problem in find_problems(project)] == [
        f"placeholders differ: {msgid!r}"
    ]


def test_check_of_two_translations_reports_the_conflict(project: Project) -> None:
    write_part(project, 'msgid "Register"\nmsgstr "S’enregistrer"\n', name="other")

    assert find_problems(project) == ["other.po: two translations of 'Register'"]


def test_check_of_straight_apostrophe_reports_it(project: Project) -> None:
    write_part(project, COMPLETE.replace("S’inscrire", "S'inscrire"))

    assert find_problems(project) == ['templates/page.html: straight apostrophe: "S\'inscrire"']


def test_update_folds_parts_into_the_catalogue_and_deletes_them(project: Project) -> None:
    update(project)

    assert project.part_paths == []
    assert find_problems(project) == []


def test_update_when_repeated_changes_nothing(project: Project) -> None:
    update(project)
    first = project.catalogue_path.read_bytes()

    update(project)

    assert project.catalogue_path.read_bytes() == first


def test_compile_includes_parts_and_leaves_out_the_unsure(project: Project) -> None:
    write_part(project, COMPLETE.replace('msgid "Untitled"', '#, fuzzy\nmsgid "Untitled"'))

    with compile_catalogue(project).open("rb") as stream:
        compiled = GNUTranslations(stream)

    singular, plural = "One place for %(name)s", "%(counter)s places for %(name)s"
    assert compiled.pgettext("greeting", "Hello") == "Bonjour"
    assert compiled.ngettext(singular, plural, 0) == "Une place pour %(name)s"
    assert compiled.ngettext(singular, plural, 2) == "%(counter)s places pour %(name)s"
    assert compiled.gettext("Untitled") == "Untitled"
