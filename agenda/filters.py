"""Filters of the agenda: read from the address, applied, counted. Pure; no request, no row.

A filter is a group of checkboxes. Within a group any value may match, between groups all must.
The words that are searched for go along with them (see agenda.search).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.programme import Programme, Session, Text, Theme
from summit.folding import one_visible_line

# An address longer than any that the form can build is not worth reading to its end.
MAX_VALUES_PER_GROUP = 60
# Longer searches are refused: nobody types them.
MAX_TEXT = 120
# How a day is shown. `wide` is what links on a wide screen ask for: the grid where it helps.
LIST, GRID, WIDE = "list", "grid", "wide"
TEXT = "txt"

Label = Text | Promise | str

ACCESS_LABELS: dict[str, Label] = {
    "public": _("Open to all"),
    "registration": _("By registration"),
    "organiser": _("Register with the host"),
    "invitation": _("By invitation"),
    "press": _("Accredited press"),
}
WAY_LABELS: dict[str, Label] = {"in_person": _("In person"), "online": _("Online")}
PROVISION_LABELS: dict[str, Label] = {
    "step_free": pgettext_lazy("filter", "Step-free access"),
    "sign_language": pgettext_lazy("filter", "French Sign Language (LSF)"),
    "captions": pgettext_lazy("filter", "Live captions"),
    "quiet_seat": pgettext_lazy("filter", "Seat in a quiet spot"),
}
WAYS_OF = {"in_person": ("in_person",), "online": ("online",), "both": ("in_person", "online")}


def access_of(session: Session) -> str:
    """How one gets in, as one word: registration with the host is told from our own."""
    hosted = session.access == "registration" and session.registration_by == "organiser"
    return "organiser" if hosted else session.access


@dataclass(frozen=True, slots=True)
class Group:
    """One group of checkboxes; `values_of` names what a session has of it."""

    name: str
    legend: Label
    values_of: Callable[[Session], tuple[str, ...]]


GROUPS = (
    Group("theme", _("Theme"), lambda session: tuple(t.slug for t in session.themes)),
    Group("way", _("How to attend"), lambda session: WAYS_OF.get(session.participation, ())),
    Group("access", pgettext_lazy("filter", "Access"), lambda session: (access_of(session),)),
    Group("venue", _("Venue"), lambda session: (session.venue.slug,)),
    Group("format", _("Format"), lambda session: (session.format.slug,)),
    Group("language", _("Language"), lambda session: tuple(t.slug for t in session.languages)),
    Group("accessibility", _("Accessibility"), lambda session: tuple(session.accessibility)),
)


class Query(Protocol):
    """What of a QueryDict is needed."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Selection:
    """Chosen values by group, in reading order; `dropped` when unknown ones were left out."""

    chosen: Mapping[str, tuple[str, ...]]
    dropped: bool = False
    # The words that are searched for, as they were typed.
    text: str = ""
    # How they are shown, as the address says; empty for the list. It goes along with the filters.
    view: str = ""

    def __bool__(self) -> bool:
        return self.is_filtered or bool(self.text)

    @property
    def is_filtered(self) -> bool:
        return any(self.chosen.values())

    @property
    def number(self) -> int:
        """How many filters are on; what is searched for is none."""
        return sum(map(len, self.chosen.values()))

    @property
    def without_all(self) -> str:
        return Selection({}, view=self.view).query_string()

    @property
    def text_only(self) -> "Selection":
        return Selection({}, text=self.text, view=self.view)

    def matches(self, session: Session, *, except_group: str = "") -> bool:
        return all(
            not wanted or group.name == except_group or set(wanted) & set(group.values_of(session))
            for group in GROUPS
            for wanted in [self.chosen.get(group.name, ())]
        )

    def apply(self, sessions: Iterable[Session]) -> list[Session]:
        if not self.is_filtered:
            return list(sessions)
        return [session for session in sessions if self.matches(session)]

    def query_string(self, *, without: tuple[str, str] | None = None) -> str:
        """`?q=…&theme=…&venue=…`, or nothing; the same selection always gives the same text."""
        pairs = [("q", self.text)] if self.text and without != ("q", self.text) else []
        pairs += [
            (name, value)
            for name, values in self.chosen.items()
            for value in values
            if (name, value) != without
        ]
        if self.view:
            pairs.append(("view", self.view))
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def plain_query(self) -> str:
        """Filters and search alone."""
        return replace(self, view="").query_string()

    @property
    def list_query(self) -> str:
        """The list, chosen: no link leads away from it."""
        return replace(self, view=LIST).query_string()

    @property
    def grid_query(self) -> str:
        return replace(self, view=GRID).query_string()

    @property
    def text_query(self) -> str:
        """The same as plain text."""
        query = self.plain_query
        return f"{query}&format={TEXT}" if query else f"?format={TEXT}"

    def for_day(self, sessions: Iterable[Session]) -> "Selection":
        """The same wish on another day; a venue where nothing happens that day is left out."""
        venues = {session.venue.slug for session in sessions}
        kept = tuple(slug for slug in self.chosen.get("venue", ()) if slug in venues)
        return replace(self, chosen={**self.chosen, "venue": kept})


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Label
    count: int
    selected: bool
    theme: Theme | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    legend: Label
    options: tuple[Option, ...]

    @property
    def has_choice(self) -> bool:
        return any(option.selected for option in self.options)


@dataclass(frozen=True, slots=True)
class Chip:
    """An applied filter; `query` is the address without it."""

    label: Label
    query: str


def labels_of(programme: Programme) -> dict[str, dict[str, Label]]:
    """Every value that an address may hold, with its words, in the order of the form."""
    return {
        "theme": {theme.slug: theme.name for theme in programme.themes},
        "way": WAY_LABELS,
        "access": ACCESS_LABELS,
        "venue": {
            venue.slug: _("Venue to be confirmed") if venue.to_be_confirmed else venue.name
            for venue in programme.venues
        },
        "format": {term.slug: term.name for term in programme.formats},
        "language": {term.slug: term.name for term in programme.languages},
        "accessibility": PROVISION_LABELS,
    }


def read_selection(query: Query, labels: Mapping[str, Mapping[str, Label]]) -> Selection:
    """What an address asks for. Unknown values are left out, foreign parameters ignored.

    Raises TextTooLong.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    dropped = False
    for group in GROUPS:
        asked = [value for value in query.getlist(group.name) if value.lower() not in {"", TEXT}]
        known = labels[group.name]
        dropped = dropped or len(asked) > MAX_VALUES_PER_GROUP
        wanted = set(asked[:MAX_VALUES_PER_GROUP])
        dropped = dropped or bool(wanted - known.keys())
        chosen[group.name] = tuple(value for value in known if value in wanted)
    view = next((one for one in query.getlist("view") if one in {LIST, GRID, WIDE}), "")
    return Selection(chosen, dropped, read_text(query), view)


def wants_text(query: Query) -> bool:
    """`format` names what to filter by, and with this one value how to answer."""
    return any(value.lower() == TEXT for value in query.getlist("format"))


class TextTooLong(ValueError):
    """`text` is what may be shown of it."""

    def __init__(self, text: str) -> None:
        super().__init__(f"More than {MAX_TEXT} characters.")
        self.text = text


def read_text(query: Query) -> str:
    """The words searched for on one line, without signs that cannot be seen."""
    typed = "".join(query.getlist("q")[-1:])
    if len(typed) > MAX_TEXT:
        raise TextTooLong(one_visible_line(typed[:MAX_TEXT]))
    return one_visible_line(typed)


def count_facets(
    sessions: Iterable[Session],
    selection: Selection,
    programme: Programme,
    labels: Mapping[str, Mapping[str, Label]],
) -> list[Facet]:
    """The form's groups with counts that follow the other groups.

    Themes are always all there; of the other groups, what the sessions have or the address asks
    for. A group with nothing to choose is left out.
    """
    listed = list(sessions)
    themes = {theme.slug: theme for theme in programme.themes}
    facets = []
    for group in GROUPS:
        present = following = _count(listed, group)
        if selection.is_filtered:
            following = _count(
                (one for one in listed if selection.matches(one, except_group=group.name)), group
            )
        chosen = selection.chosen.get(group.name, ())
        values = [
            value
            for value in labels[group.name]
            if group.name == "theme" or value in present or value in chosen
        ]
        if group.name in {"venue", "format"}:
            values.sort(key=lambda value: -present[value])
        options = tuple(
            Option(
                value,
                labels[group.name][value],
                following[value],
                value in chosen,
                themes.get(value) if group.name == "theme" else None,
            )
            for value in values
        )
        if options:
            facets.append(Facet(group.name, group.legend, options))
    return facets


def _count(sessions: Iterable[Session], group: Group) -> Counter[str]:
    return Counter(value for session in sessions for value in group.values_of(session))


def chips_of(selection: Selection, labels: Mapping[str, Mapping[str, Label]]) -> list[Chip]:
    text = selection.text
    chips = [Chip(_("“%s”") % text, selection.query_string(without=("q", text)))] if text else []
    return chips + [
        Chip(labels[name][value], selection.query_string(without=(name, value)))
        for name, values in selection.chosen.items()
        for value in values
    ]
