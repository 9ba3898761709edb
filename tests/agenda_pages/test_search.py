import dataclasses

import pytest
from django.test import Client

from agenda.programme import Programme, Text
from agenda.search import Index, index_of, search_all
from agenda.words import excerpt, mark, terms_of, words_of
from tests.agenda_pages import factories as make

HEALTH = make.session(
    "sante",
    title=Text("Table ronde : l’IA en santé", "Round table: AI in health"),
    appearances=(make.appearance("Fei-Fei Li"),),
)
CARE = make.session(
    "soins",
    "11:00",
    "12:00",
    title=Text("Soigner à l’hôpital", "Care in hospitals"),
    summary=Text("Ce que la santé attend des jeunes pousses.", "What health expects of start-ups."),
    venue=make.venue("oeuvre", name=Text("Maison de l’Œuvre", "House of Works")),
)
WORK = make.session(
    "travail",
    "14:00",
    "15:00",
    title=Text("Les ateliers de la confiance", "Workshops on trust"),
    summary=Text("Un start-up tour et des démonstrations.", "A start-up tour, with demos."),
    appearances=(make.appearance("Aurélie Jean"),),
)
PROGRAMME = make.programme(HEALTH, CARE, WORK)


def find(query: str, language: str = "fr", programme: Programme = PROGRAMME) -> list[str]:
    found = Index(programme, language).search(query)
    return [session.url_slug for session in found.pick(programme.sessions)]


@pytest.mark.parametrize(
    "query",
    ["santé", "sante", "SANTÉ", "sante\u0301", "l’IA santé", "l'ia santé", "  santé,  "],
)
def test_search_is_blind_to_accents_case_and_apostrophes(query: str) -> None:
    assert find(query)[0] == "sante"


@pytest.mark.parametrize("query", ["œuvre", "oeuvre", "ŒUVRE", "maison de l'oeuvre"])
def test_search_is_blind_to_ligatures(query: str) -> None:
    assert find(query) == ["soins"]


@pytest.mark.parametrize("query", ["Fei-Fei Li", "fei fei li", "feifei", "Fei‑Fei", "li fei-fei"])
def test_search_is_blind_to_hyphens(query: str) -> None:
    assert find(query) == ["sante"]


@pytest.mark.parametrize("query", ["startup", "start-up", "start up", "start-ups"])
def test_search_finds_joined_words_however_they_are_joined(query: str) -> None:
    assert find(query) == ["travail"]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("confience", "travail"),
        ("confaince", "travail"),
        ("atleier", "travail"),
        ("hopitl", "soins"),
        ("aurelei", "travail"),
        ("demonstartion", "travail"),
        ("confienc", "travail"),
    ],
)
def test_search_forgives_a_slip(query: str, meant: str) -> None:
    assert find(query) == [meant]


@pytest.mark.parametrize("query", ["lu", "2026", "xyzzy", "!!!", "«»", "a" * 120, "\u202e"])
def test_search_of_nothing_known_finds_nothing(query: str) -> None:
    assert find(query) == []


def test_search_ranks_title_before_summary() -> None:
    assert find("santé") == ["sante", "soins"]


def test_search_ranks_title_speaker_place_subject_summary() -> None:
    def one(slug: str, **fields: object) -> object:
        return make.session(slug, title=make.text("Autre chose"), **fields)

    sessions = [
        one("resume", summary=make.text("avec Lovelace")),
        one("sujet", themes=(make.theme("lovelace"),)),
        one("lieu", venue=make.venue("x", name=make.text("Hôtel Lovelace"))),
        one("personne", appearances=(make.appearance("Ada Lovelace"),)),
        make.session("titre", title=make.text("Lovelace et la machine")),
    ]
    programme = make.programme(*sessions)  # type: ignore[arg-type]
    assert find("lovelace", programme=programme) == [
        "titre",
        "personne",
        "lieu",
        "sujet",
        "resume",
    ]


def test_search_ranks_the_word_before_its_beginning() -> None:
    programme = make.programme(
        make.session("long", title=make.text("Formations")),
        make.session("longer", title=make.text("Formalités")),
        make.session("exact", title=make.text("Forma")),
    )
    assert find("forma", programme=programme)[0] == "exact"


def test_search_ranks_words_that_stand_together_in_the_title_first() -> None:
    programme = make.programme(
        make.session("apart", title=make.text("Ronde des idées, table commune")),
        make.session("together", "10:30", "11:30", title=make.text("Une table ronde")),
    )
    assert find("table ronde", programme=programme) == ["together", "apart"]


def test_search_needs_every_word() -> None:
    assert find("santé hôpital") == ["soins"]
    assert find("santé confiance") == []


def test_search_leaves_small_words_aside_unless_alone() -> None:
    assert find("la santé") == find("santé")
    assert find("les") == ["travail"]


def test_search_takes_a_plural_for_its_singular_and_the_reverse() -> None:
    assert find("atelier") == find("ateliers") == ["travail"]
    assert find("démonstration") == ["travail"]


def test_search_is_in_the_language_of_the_reader() -> None:
    assert find("workshop", "en") == ["travail"]
    assert find("workshop", "fr") == []


def test_search_never_finds_a_placeholder_by_its_name() -> None:
    programme = make.programme(make.session("ailleurs", venue=make.NOWHERE))
    assert find("confirmer", programme=programme) == []


def test_search_words_of_two_sessions_one_mistyped_still_finds_the_one_meant() -> None:
    """“hôpital” and “tour” are both known, but “tour” was meant to be something else."""
    programme = make.programme(
        make.session("a", title=make.text("Le retour")),
        make.session("b", title=make.text("Hôpital du jour")),
        make.session("c", title=make.text("Un tour")),
    )
    assert find("hopital tour", programme=programme) == ["b"]


def test_search_knows_the_days_of_a_session() -> None:
    programme = make.programme(
        make.session("un"),
        make.session("autre", day=make.SUNDAY),
        make.session("deux", also_on=(make.SUNDAY,)),
    )
    assert find("dimanche", programme=programme) == ["deux", "autre"]
    assert find("session 9 février", programme=programme) == ["deux", "autre"]
    assert find("sunday", "en", programme) == ["deux", "autre"]


def test_search_knows_a_place_by_its_initials() -> None:
    school = make.venue("ens", name=make.text("École normale supérieure, rue d’Ulm"))
    programme = make.programme(
        make.session("ensemble", title=make.text("Ensemble")), make.session("ici", venue=school)
    )
    assert find("ENS", programme=programme) == ["ici"]


def test_search_takes_a_short_word_that_is_known_for_no_beginning() -> None:
    campus = make.venue("po", name=make.text("Sciences Po, campus"))
    school = make.venue("x", name=make.text("École polytechnique"))
    programme = make.programme(
        make.session("science", title=make.text("Sciences et société"), venue=school),
        make.session("campus", "11:00", "12:00", venue=campus),
    )
    assert find("sciences po", programme=programme) == ["campus"]


def test_search_ranks_words_that_stand_together_in_a_place_before_words_apart() -> None:
    station = make.venue("station", name=make.text("Station F"))
    programme = make.programme(
        make.session("apart", title=make.text("La station du plan F")),
        make.session("there", "11:00", "12:00", venue=station),
    )
    assert find("la station f", programme=programme)[0] == "apart"
    assert Index(programme, "fr").search("station f").scores["there"] == 4 + 4 + 3


@pytest.mark.parametrize(
    ("query", "guessed"), [("sante", ()), ("confience", ("confience",)), ("soignr", ("soignr",))]
)
def test_search_says_what_it_had_to_guess(query: str, guessed: tuple[str, ...]) -> None:
    assert Index(PROGRAMME, "fr").search(query).guessed == guessed


def test_search_does_not_guess_a_word_that_only_begins_alike() -> None:
    programme = make.programme(make.session("a", title=make.text("Les personnes concernées")))
    assert find("concert", programme=programme) == []


def test_search_falls_back_on_the_other_language_and_says_so() -> None:
    found = search_all(PROGRAMME, "fr", "workshop")
    assert [one.url_slug for one in found.pick(PROGRAMME.sessions)] == ["travail"]
    assert found.language == "en"
    assert search_all(PROGRAMME, "fr", "confiance").language == ""
    assert search_all(PROGRAMME, "en", "confiance").language == "fr"


@pytest.mark.parametrize(
    ("language", "query", "first"),
    [
        ("fr", "grand palais mardi", "ouverture-rencontre-des-dirigeants"),
        ("fr", "santé mardi", "table-ronde-sante"),
        ("fr", "ens", "rapport-international-surete-ia"),
        ("fr", "bnf", "studio-rfi"),
        ("fr", "sciences po", "pairs-ouverture"),
        ("fr", "sam altman", "conversation-de-cloture"),
        ("fr", "diner elysee", "diner-de-travail"),
        ("fr", "L'EMPLOI", "ia-au-service-de-l-avenir-du-travail"),
        ("fr", "environement", "forum-pour-une-ia-durable"),
        ("fr", "11 fevrier ouverture", "ouverture-business-day"),
        ("fr", "startup", "village-des-exposants"),
        ("en", "future of work", "ia-au-service-de-l-avenir-du-travail"),
        ("en", "ai safety", "rapport-international-surete-ia"),
        ("en", "saturday museum", "ia-dans-les-musees"),
        ("en", "von der leyen", "reunion-de-travail-europeenne"),
        ("en", "sorbone", "tribunal-generations-futures"),
    ],
)
def test_search_of_the_real_programme_puts_first_what_a_person_means(
    programme: Programme, language: str, query: str, first: str
) -> None:
    found = search_all(programme, language, query)
    assert found.pick(programme.sessions)[0].url_slug == first


def test_page_says_what_was_guessed_and_what_the_other_language_holds(
    programme: Programme, visitor: Client
) -> None:
    def page(query: str) -> str:
        text = visitor.get("/fr/agenda/week/", {"q": query}).content.decode()
        return text.replace("\u202f", " ")

    assert "Aucune session ne contient « mistarl » ainsi écrit." in page("mistarl")
    assert "Trouvé dans les textes anglais." in page("workshop")
    assert "alert--info" not in page("santé")


@pytest.mark.parametrize("query", ["presse", "banque", "chips", "yann lecun", "philarmonie"])
def test_suggestion_offers_no_word_that_nobody_could_have_meant(
    programme: Programme, query: str
) -> None:
    assert Index(programme, "fr").suggest(query).query == ""


def test_suggestion_proposes_a_spelling_that_finds_something() -> None:
    suggestion = Index(PROGRAMME, "fr").suggest("confidancial")
    assert suggestion.query == "confiance"


def test_suggestion_proposes_sessions_that_hold_most_of_the_words() -> None:
    suggestion = Index(PROGRAMME, "fr").suggest("santé quantique")
    assert [one.url_slug for one in suggestion.sessions] == ["sante", "soins"]


def test_suggestion_for_nonsense_is_empty() -> None:
    suggestion = Index(PROGRAMME, "fr").suggest("zzqx")
    assert (suggestion.query, suggestion.sessions) == ("", ())


def test_index_is_kept_with_its_programme() -> None:
    again = dataclasses.replace(PROGRAMME)
    assert index_of(PROGRAMME, "fr-fr") is index_of(PROGRAMME, "fr")
    assert index_of(again, "fr") is not index_of(PROGRAMME, "fr")


def test_mark_marks_whole_words_and_escapes_the_rest() -> None:
    marked = mark("L’IA <b> en SANTÉ & Fei-Fei", {"sante", "feifei"})
    assert marked == "L’IA &lt;b&gt; en <mark>SANTÉ</mark> &amp; <mark>Fei-Fei</mark>"


def test_mark_cannot_be_led_to_write_markup() -> None:
    hostile = "<script>alert(1)</script>"
    words = frozenset(words_of(hostile))
    assert mark(hostile, words) == (
        "&lt;<mark>script</mark>&gt;<mark>alert</mark>(<mark>1</mark>)&lt;/<mark>script</mark>&gt;"
    )


def test_excerpt_is_cut_between_words_around_the_first_one_found() -> None:
    text = " ".join(["avant"] * 40 + ["santé"] + ["après"] * 40)
    found = excerpt(text, {"sante"}, around=30)
    assert found == "…avant avant avant avant santé après après après après…"
    assert excerpt(text, {"autre"}) == ""


def test_terms_are_each_taken_once_in_order() -> None:
    assert [term.whole for term in terms_of("Santé, santé & sante Fei-Fei")] == ["sante", "feifei"]
