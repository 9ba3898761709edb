from django.http import QueryDict

from agenda import filters
from tests.agenda_pages import factories as make

MORNING = make.session("matin", themes=(make.TRUST,), participation="both")
NOON = make.session("midi", "12:00", "13:00", venue=make.ARTS, themes=(make.WORK,))
STAND = make.session(
    "stand",
    "10:00",
    "18:00",
    drop_in=True,
    format=make.FORMATS["exposition"],
    registration_by="site",
    themes=(make.TRUST, make.WORK),
    participation="",
)
GUESTS = make.session("diner", "20:00", "22:00", access="invitation", registration_by="")
ALL = (MORNING, NOON, STAND, GUESTS)


def read(query: str) -> filters.Selection:
    programme = make.programme(*ALL)
    return filters.read_selection(QueryDict(query), filters.labels_of(programme))


def names(query: str) -> list[str]:
    return [session.url_slug for session in read(query).apply(ALL)]


def facets(query: str) -> dict[str, dict[str, int]]:
    programme = make.programme(*ALL)
    labels = filters.labels_of(programme)
    counted = filters.count_facets(ALL, read(query), programme, labels)
    return {one.name: {option.value: option.count for option in one.options} for one in counted}


def test_filter_none_chosen_shows_everything() -> None:
    assert names("") == ["matin", "midi", "stand", "diner"]
    assert not read("")


def test_filter_values_of_one_group_widen() -> None:
    assert names("theme=confiance&theme=avenir-du-travail") == ["matin", "midi", "stand"]


def test_filter_groups_narrow() -> None:
    assert names("theme=avenir-du-travail&venue=bnf") == ["stand"]


def test_filter_access_tells_our_registration_from_the_hosts() -> None:
    assert names("access=registration") == ["stand"]
    assert names("access=organiser") == ["matin", "midi"]
    assert names("access=invitation") == ["diner"]


def test_filter_way_both_counts_in_person_and_online() -> None:
    assert names("way=online") == ["matin"]
    assert names("way=in_person") == ["matin", "midi", "diner"]


def test_filter_unknown_value_is_dropped_and_noted() -> None:
    selection = read("theme=astrologie&venue=bnf&utm_source=lettre")
    assert selection.dropped
    assert selection.query_string() == "?venue=bnf"


def test_filter_foreign_parameter_is_not_noted() -> None:
    assert not read("utm_source=lettre&page=3").dropped


def test_filter_empty_value_is_no_filter() -> None:
    assert not read("theme=&venue=")
    assert not read("theme=").dropped


def test_filter_order_and_repetition_give_one_address() -> None:
    assert (
        read("venue=arts&theme=avenir-du-travail&theme=confiance&theme=confiance").query_string()
        == read("theme=confiance&venue=arts&theme=avenir-du-travail").query_string()
        == "?theme=confiance&theme=avenir-du-travail&venue=arts"
    )


def test_filter_hundreds_of_values_are_cut() -> None:
    selection = read("&".join(f"theme=x{number}" for number in range(400)))
    assert selection.dropped
    assert not selection


def test_facets_counts_follow_the_other_groups_only() -> None:
    found = facets("venue=arts")
    assert found["venue"] == {"bnf": 3, "arts": 1}
    assert found["theme"] == {"confiance": 0, "avenir-du-travail": 1}
    assert found["format"] == {"table-ronde": 1, "exposition": 0}


def test_facets_themes_are_always_listed_other_values_when_the_day_has_them() -> None:
    found = facets("")
    assert found["theme"] == {"confiance": 2, "avenir-du-travail": 2}
    assert set(found["format"]) == {"table-ronde", "exposition"}
    assert list(found["access"]) == ["registration", "organiser", "invitation"]


def test_facets_chosen_value_absent_from_the_day_stays_to_be_unticked() -> None:
    assert facets("format=atelier")["format"]["atelier"] == 0


def test_chips_each_leads_to_the_rest() -> None:
    programme = make.programme(*ALL)
    chips = filters.chips_of(read("theme=confiance&venue=bnf"), filters.labels_of(programme))
    assert [(str(chip.label), chip.query) for chip in chips] == [
        ("confiance", "?venue=bnf"),
        ("Lieu bnf", "?theme=confiance"),
    ]


def test_placeholder_venue_is_never_called_by_its_name() -> None:
    labels = filters.labels_of(make.programme(*ALL))
    assert str(labels["venue"]["paris-a-confirmer"]) != str(make.NOWHERE.name)


def test_other_day_keeps_the_wish_but_not_a_venue_that_it_lacks() -> None:
    selection = read("theme=confiance&venue=arts")
    assert selection.for_day([MORNING]).query_string() == "?theme=confiance"
    assert selection.for_day([NOON]).query_string() == "?theme=confiance&venue=arts"
