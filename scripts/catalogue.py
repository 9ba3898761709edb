"""Keep the French catalogue complete without GNU gettext.

update   extract every msgid, fold locale/fr/parts/*.po into django.po and delete the parts
check    list every string that is missing, fuzzy, obsolete or whose placeholders differ
compile  write django.mo, parts included
"""

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("agenda", "faq", "registration", "summit", "templates")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
STRAIGHT_APOSTROPHE = re.compile(r"\w'\w")
# Moments of extraction would change the file at every run.
VOLATILE_HEADER = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|'
    r"Report-Msgid-Bugs-To|Project-Id-Version):.*\n",
    re.MULTILINE,
)

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Source:
    """One msgid as the code or a template spells it, and the files that do."""

    context: str | None
    ids: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def key(self) -> Key:
        return self.context, self.ids[0]


class Project:
    """The files of one check-out; a test hands in a small one."""

    def __init__(self, root: Path = ROOT, language: str = "fr") -> None:
        self.root = root
        self.language = language
        self.folder = root / "locale" / language
        self.catalogue_path = self.folder / "LC_MESSAGES" / "django.po"

    @property
    def part_paths(self) -> list[Path]:
        return sorted((self.folder / "parts").glob("*.po"))

    def sources(self) -> dict[Key, Source]:
        found: dict[Key, Source] = {}
        for path in self._source_paths():
            name = path.relative_to(self.root).as_posix()
            for context, ids in _extract(path):
                known = found.get((context, ids[0]))
                files = {name, *known.files} if known else {name}
                longest = max((ids, known.ids if known else ()), key=len)
                source = Source(context, longest, tuple(sorted(files)))
                found[source.key] = source
        return found

    def _source_paths(self) -> Iterator[Path]:
        for package in PACKAGES:
            for path in sorted((self.root / package).rglob("*")):
                if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                    yield path

    def translations(self) -> tuple[dict[Key, Message], list[str]]:
        """Every translated entry, and a line for each that two files translate differently."""
        merged: dict[Key, Message] = {}
        conflicts: list[str] = []
        for path in [self.catalogue_path, *self.part_paths]:
            if not path.exists():
                continue
            for message in _entries(path, self.language):
                key = _key(message)
                earlier = merged.get(key)
                if earlier and all(_strings(earlier)) and earlier.string != message.string:
                    conflicts.append(f"{path.name}: two translations of {message.id!r}")
                merged[key] = message
        return merged, conflicts


def _extract(path: Path) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # The output is Python calls between rows of X; indentation means nothing in it.
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.lstrip() for line in lines)
    stream = io.BytesIO(text.encode())
    for _line, ids, _comments, context in extract("python", stream, keywords=KEYWORDS):
        yield context, (ids,) if isinstance(ids, str) else tuple(ids)


def _entries(path: Path, language: str) -> Iterable[Message]:
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=language, abort_invalid=True)
    return [message for message in catalogue if message.id]


def _key(message: Message) -> Key:
    return message.context, _ids(message)[0]


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ())


# --- check ----------------------------------------------------------------------------------


def find_problems(project: Project) -> list[str]:
    sources = project.sources()
    translations, problems = project.translations()
    for key, source in sorted(sources.items(), key=lambda item: item[1].files):
        message = translations.get(key)
        where = source.files[0]
        if message is None or not all(_strings(message)):
            problems.append(f"{where}: missing: {source.ids[0]!r}")
        else:
            problems += [f"{where}: {fault}" for fault in _faults(source, message)]
    problems += [
        f"obsolete: {message.id!r}" for key, message in translations.items() if key not in sources
    ]
    return problems


def _faults(source: Source, message: Message) -> Iterator[str]:
    strings = _strings(message)
    if message.fuzzy:
        yield f"fuzzy: {source.ids[0]!r}"
    if len(source.ids) != len(_ids(message)):
        yield f"missing plural: {source.ids[0]!r}"
    # A singular may name its number in words; the last form must hold what the last id holds.
    allowed = {name for text in source.ids for name in PLACEHOLDER.findall(text)}
    required = set(PLACEHOLDER.findall(source.ids[-1]))
    used = [set(PLACEHOLDER.findall(text)) for text in strings]
    if used[-1] != required or any(names - allowed for names in used):
        yield f"placeholders differ: {source.ids[0]!r}"
    for text in strings:
        if STRAIGHT_APOSTROPHE.search(re.sub(r"<[^>]*>", "", text)):
            yield f"straight apostrophe: {text!r}"


# --- update and compile -----------------------------------------------------------------------


def merged_catalogue(project: Project) -> Catalog:
    catalogue = Catalog(locale=project.language, charset="utf-8", fuzzy=False, header_comment="")
    translations, _conflicts = project.translations()
    for key, source in project.sources().items():
        message = translations.get(key)
        ids = source.ids if len(source.ids) > 1 else source.ids[0]
        catalogue.add(
            ids,
            message.string if message else None,
            locations=[(name, 0) for name in source.files],
            flags=set(message.flags) if message else set(),
            context=source.context,
        )
    return catalogue


def update(project: Project) -> None:
    buffer = io.BytesIO()
    write_po(buffer, merged_catalogue(project), width=100, sort_by_file=True, include_lineno=False)
    text = VOLATILE_HEADER.sub("", buffer.getvalue().decode()).strip() + "\n"
    project.catalogue_path.parent.mkdir(parents=True, exist_ok=True)
    project.catalogue_path.write_text(text, encoding="utf-8")
    for path in project.part_paths:
        path.unlink()


def compile_catalogue(project: Project) -> Path:
    path = project.catalogue_path.with_suffix(".mo")
    path.parent.mkdir(parents=True, exist_ok=True)
    # Gathered first: a source that cannot be read must not leave an empty catalogue behind.
    catalogue = merged_catalogue(project)
    with path.open("wb") as stream:
        write_mo(stream, catalogue)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/messages", description=__doc__)
    parser.add_argument("command", choices=["update", "check", "compile"])
    command = parser.parse_args().command
    project = Project()
    if command == "compile":
        compile_catalogue(project)
        return 0
    if command == "update":
        update(project)
    problems = find_problems(project)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} French strings need care.", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
