"""The agenda for a terminal."""

import pytest
from django.test import Client
from django.utils.translation import override

from agenda import text
from agenda.programme import Programme
from tests.agenda_pages.factories import FORMATS, SATURDAY, TRUST, session
from tests.agenda_pages.factories import programme as make_programme
from tests.agenda_pages.factories import text as both

GOLDEN = """\
Samedi 8 février 2025 · Journée du 8
────────────────────────────────────────────────────────────────────────────────
Entrée gratuite, sur inscription auprès de l’organisateur.

En continu
~ 10 h – 18 h        Le téléphone à cadran
                     Lieu bnf · Inscription chez l’organisateur

À heure fixe
  10 h 15 – 11 h     L’IA est-elle à l’écoute ? Une table ronde sur la création,
                     l’œuvre et l’œil du public
                     Lieu bnf · Inscription chez l’organisateur · [CO]

  11 h – 12 h        [Annulée] Éthique
                     Lieu bnf · Inscription chez l’organisateur (à confirmer)
"""


def test_day_in_french_is_written_to_the_column() -> None:
    long = "L’IA est-elle à l’écoute ? Une table ronde sur la création, l’œuvre et l’œil du public"
    stand = session("phone", "10:00", "18:00", drop_in=True, time_confirmed=False)
    held = (
        type(stand)(**{**vars(stand), "title": both("Le téléphone à cadran")}),
        session("a", "10:15", "11:00", title=both(long), themes=(TRUST,)),
        session(
            "b",
            "11:00",
            "12:00",
            title=both("Éthique"),
            state="cancelled",
            access_confirmed=False,
            format=FORMATS["atelier"],
        ),
    )
    day = make_programme(*held).days_by_date[SATURDAY]

    with override("fr"):
        lines = list(text.write_day(day, held, over=False))

    assert "\n".join(lines) == GOLDEN


@pytest.mark.parametrize(
    ("value", "width"),
    [("élan", 4), ("e\u0301lan", 4), ("日本", 4), ("a\u202fb", 3), ("\U0001f1eb", 1)],
)
def test_columns_counts_what_a_terminal_shows(value: str, width: int) -> None:
    assert text.columns(value) == width


def test_plain_drops_what_a_terminal_would_obey() -> None:
    assert text.plain("a\x1b[31mb\u202fc\n") == "a[31mb c"


def test_wrap_word_longer_than_a_line_sticks_out_alone() -> None:
    assert text.wrap("a " + "b" * 90 + " c") == ["a", "b" * 90, "c"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_text_of_each_day_fits_in_80_columns_and_names_each_session(
    programme: Programme, visitor: Client, language: str
) -> None:
    for day in programme.days:
        answer = visitor.get(f"/{language}/agenda/{day.date}/?format=txt")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        body = answer.content.decode()
        *lines, address, end = body.split("\n")
        assert end == ""
        assert address.endswith(f"/{language}/agenda/{day.date}/")
        assert max(map(text.columns, lines)) <= 80
        joined = " ".join(body.split())
        with override(language):
            for session in day.sessions:
                title = text.plain(" ".join(text.wrap(str(session.title), 10_000)))
                assert " ".join(title.split()) in joined


def test_text_of_the_index_is_the_whole_week(programme: Programme, visitor: Client) -> None:
    body = visitor.get("/fr/agenda/?format=txt").content.decode()
    assert body.count("─" * 80) == len(programme.days) + 1


def test_text_keeps_the_filters_and_the_validator(programme: Programme, visitor: Client) -> None:
    path = "/fr/agenda/2025-02-08/?venue=bnf&format=txt"
    answer = visitor.get(path)
    body = answer.content.decode()
    assert "11 sur 16 sessions" in body
    assert "filtre inconnu" not in body
    assert body.endswith("/fr/agenda/2025-02-08/?venue=bnf\n")
    assert visitor.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_text_without_match_says_so(programme: Programme, visitor: Client) -> None:
    body = visitor.get("/en/agenda/2025-02-08/?access=invitation&format=txt").content.decode()
    assert "No session matches these filters." in body


def test_text_of_a_search_without_match_offers_what_the_page_offers(
    programme: Programme, visitor: Client
) -> None:
    def read(query: str) -> str:
        answer = visitor.get(f"/fr/agenda/{query}&format=TXT")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        body = answer.content.decode()
        assert max(map(text.columns, body.split("\n"))) <= 80
        return " ".join(body.split())

    assert "Aucune session trouvée pour « zzzz »." in read("?q=zzzz")
    assert "1 session dans toute la semaine" in read("2025-02-08/?q=mistral")
    assert "Aucune session ne contient « mistarl » ainsi écrit." in read("?q=mistarl")
    assert "Trouvé dans les textes anglais." in read("?q=workshop")
    near = read("?q=atelier+enfants")
    assert "/fr/agenda/sessions/atelier-famille-mythes/" in near


def test_text_of_a_wrong_address_is_text(programme: Programme, visitor: Client) -> None:
    led = visitor.get("/fr/agenda/2025-03-01/?format=txt", follow=True).content.decode()
    assert "Rien n’a lieu le 1 mars 2025." in led

    unknown = visitor.get("/fr/agenda/demain/?format=txt")
    assert unknown.status_code == 404
    assert unknown["Content-Type"] == "text/plain; charset=utf-8"
    assert "/fr/agenda/2025-02-11/?format=txt" in unknown.content.decode()

    endless = visitor.get(f"/en/agenda/?format=txt&q={'word ' * 2000}")
    assert endless.status_code == 400
    assert endless.content.decode().startswith("A search may hold 120 characters.")


def test_text_unknown_filter_is_dropped_with_a_notice(
    programme: Programme, visitor: Client
) -> None:
    body = visitor.get("/fr/agenda/2025-02-08/?theme=astrologie&format=txt").content.decode()
    assert "filtre inconnu" in body
