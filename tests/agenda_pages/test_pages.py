"""Every public page of the agenda, in both languages, as an anonymous visitor meets it."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from agenda.programme import Programme
from agenda.views.public import templates_digest

LANGUAGES = ("fr", "en")
VOID = {"meta", "link", "br", "hr", "img", "input", "path", "circle", "line", "rect", "use"}


def paths(programme: Programme) -> list[str]:
    session = programme.sessions_by_url_slug["table-ronde-sante"]
    return [
        reverse("agenda:day_list"),
        *(day.get_absolute_url() for day in programme.days),
        session.get_absolute_url(),
        reverse("agenda:session_calendar", args=[session.url_slug]),
        reverse("agenda:venue_list"),
        programme.venues_by_slug["bnf"].get_absolute_url(),
        programme.venues_by_slug["paris-a-confirmer"].get_absolute_url(),
        reverse("agenda:theme_list"),
        reverse("agenda:speaker_list"),
        programme.speakers_by_slug["henna-virkkunen"].get_absolute_url(),
    ]


def all_paths(programme: Programme) -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found += paths(programme)
    return found


def test_pages_two_visitors_read_the_same_bytes(programme: Programme) -> None:
    for path in all_paths(programme):
        one = Client(headers={"user-agent": "One", "accept-language": "de"}).get(path)
        other = Client(headers={"user-agent": "Other", "accept-language": "fr"})
        other.cookies["messages"] = "something for one visitor"
        other.cookies["sessionid"] = "x" * 32
        answer = other.get(path)
        assert (one.status_code, answer.status_code) == (200, 200), path
        assert one.content == answer.content, path


def test_pages_set_no_cookie_and_do_not_vary_on_one(programme: Programme, visitor: Client) -> None:
    for path in all_paths(programme):
        answer = visitor.get(path)
        assert not answer.cookies, path
        assert "cookie" not in answer.headers.get("Vary", "").lower(), path
        seconds = 300 if path.endswith(".ics") else 60
        assert answer["Cache-Control"] == f"public, max-age={seconds}", path


def test_pages_hold_no_token_script_style_or_nonce(programme: Programme, visitor: Client) -> None:
    for path in all_paths(programme):
        text = visitor.get(path).content.decode()
        assert "csrfmiddlewaretoken" not in text, path
        assert not re.search(r"\sstyle=|nonce=|<style|\son\w+=", text), path
        assert not re.findall(r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)", text), (
            path
        )


def test_pages_unchanged_answer_304_without_a_body(programme: Programme, visitor: Client) -> None:
    for path in all_paths(programme):
        first = visitor.get(path)
        again = visitor.get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again["ETag"] == first["ETag"], path
        assert first["Last-Modified"] == "Fri, 10 Jan 2025 12:00:00 GMT", path


def test_pages_etag_differs_by_language_day_and_filter(
    programme: Programme, visitor: Client
) -> None:
    addresses = [*all_paths(programme), "/fr/agenda/?theme=confiance", "/fr/agenda/?theme=x"]
    tags = [visitor.get(path)["ETag"] for path in addresses]
    assert len(set(tags)) == len(addresses)


def test_pages_new_release_changes_the_etag(change, visitor: Client) -> None:
    path = "/fr/agenda/sessions/table-ronde-sante/"
    before = visitor.get(path)["ETag"]
    change("table-ronde-sante", state="cancelled")
    answer = visitor.get(path, headers={"if-none-match": before})
    assert answer.status_code == 200
    assert answer["ETag"] != before


def test_pages_edition_renamed_changes_the_etag(programme: Programme, visitor: Client) -> None:
    from summit.edition.models import Edition

    before = visitor.get("/fr/agenda/")["ETag"]
    Edition.objects.update(name_fr="Un autre nom")
    answer = visitor.get("/fr/agenda/", headers={"if-none-match": before})
    assert answer.status_code == 200
    assert "Un autre nom" in answer.content.decode()


def test_pages_warm_read_the_release_number_and_the_edition_only(
    programme: Programme, visitor: Client, django_assert_num_queries
) -> None:
    templates_digest()
    visitor.get("/fr/agenda/")
    cache.clear()
    for path in all_paths(programme):
        with django_assert_num_queries(2):
            assert visitor.get(path).status_code == 200, path


def test_pages_head_answers_like_get_and_post_is_refused(
    programme: Programme, visitor: Client
) -> None:
    for path in all_paths(programme):
        head = visitor.head(path)
        assert (head.status_code, head.content) == (200, b""), path
        assert visitor.post(path).status_code == 405, path


class Outline(HTMLParser):
    """Whether tags close in order, ids are unique and headings skip no level."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing opens."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


def test_pages_are_well_formed_with_one_h1(programme: Programme, visitor: Client) -> None:
    for path in all_paths(programme):
        if path.endswith(".ics"):
            continue
        outline = Outline()
        outline.feed(visitor.get(path).content.decode())
        assert outline.faults == [], path
        assert outline.open == [], path
        assert len(outline.ids) == len(set(outline.ids)), path
        assert outline.headings.count(1) == 1, path
        steps = zip(outline.headings, outline.headings[1:], strict=False)
        assert all(later - earlier <= 1 for earlier, later in steps), (path, outline.headings)


def test_pages_without_a_release_say_so(db, visitor: Client) -> None:
    answer = visitor.get("/en/agenda/")
    assert answer.status_code == 200
    assert "The programme is not published yet." in answer.content.decode()
    assert visitor.get("/en/agenda/2025-02-08/").status_code == 404
    for path in ("venues/", "themes/", "speakers/"):
        assert visitor.get(f"/en/agenda/{path}").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("2025-02-31/", 404),
        ("2025-13-01/", 404),
        ("2030-01-01/", 302),
        ("0000-00-00/", 404),
        ("aujourd’hui/", 404),
        ("%00/", 404),
        ("%F0%9F%98%80/", 404),
        ("x" * 2000 + "/", 404),
        ("2025-2-8/", 301),
        ("sessions/Table-Ronde-Sante/", 301),
        ("sessions/%0d%0aSet-Cookie:a=b/", 404),
        ("sessions/<script>/", 404),
        ("sessions/" + "é" * 1000 + "/", 404),
        ("sessions/nothing.ics", 404),
        ("venues/nowhere/", 404),
        ("speakers/nobody/", 404),
        ("speakers/Henna-Virkkunen/", 301),
        ("speakers/%F0%9F%98%80/", 404),
        ("speakers/" + "é" * 1000 + "/", 404),
        ("?theme=" + "a" * 10_000, 200),
        ("?" + "&".join(f"venue={number}" for number in range(400)), 200),
        ("?theme=%00&venue=%F0%9F%98%80&access=%22%3E%3Cscript%3E", 200),
        ("?theme", 200),
        ("?=&&&=", 200),
    ],
)
def test_pages_bad_address_is_answered_kindly(
    programme: Programme, visitor: Client, address: str, status: int
) -> None:
    answer = visitor.get(f"/fr/agenda/{address}")
    assert answer.status_code == status
    assert not answer.cookies
    text = answer.content.decode()
    assert "<script>" not in text
    if status == 404:
        assert "<h1>" in text
        assert "/fr/agenda/" in text


@pytest.mark.parametrize(
    "path",
    ["", "week/", "2025-02-11/?view=grid", "venues/", "themes/", "speakers/", "may-i-come/"],
)
def test_page_of_the_agenda_marks_the_agenda_in_the_head(
    programme: Programme, visitor: Client, path: str
) -> None:
    text = visitor.get(f"/fr/agenda/{path}").content.decode()
    head = text[text.index('class="site-nav"') : text.index("</nav>")]
    assert re.findall(r'href="([^"]*)" aria-current="page"', head) == ["/fr/agenda/"]


def test_cancelled_session_says_nowhere_how_to_come(
    change: Callable[..., Programme], visitor: Client
) -> None:
    change("table-ronde-industrie", state="cancelled")
    page = visitor.get("/fr/agenda/sessions/table-ronde-industrie/").content.decode()
    day = visitor.get("/fr/agenda/2025-02-11/?format=table-ronde").content.decode()
    row = day[day.index("/fr/agenda/sessions/table-ronde-industrie/") :]
    row = row[: row.index("</li>")]
    assert "Place à réserver" not in page
    assert "Annulée" in row
    assert "Place à réserver" not in row


def test_agenda_searched_for_blanks_opens_on_its_day(programme: Programme, visitor: Client) -> None:
    assert visitor.get("/fr/agenda/?q=%20%20").context["day"] == programme.days[0]
