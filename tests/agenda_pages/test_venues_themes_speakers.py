import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from agenda.programme import Programme


def read(visitor: Client, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_venues_lists_places_but_not_the_placeholder(programme: Programme, visitor: Client) -> None:
    text = read(visitor, "/fr/agenda/venues/")
    for venue in programme.venues:
        assert (f'href="/fr/agenda/venues/{venue.slug}/"' in text) == (not venue.to_be_confirmed)
    unsure = [one for one in programme.venues if one.address and not one.address_confirmed]
    assert text.count("(adresse à vérifier)") == len(unsure)


def test_venue_links_a_map_only_where_the_place_is_known(
    programme: Programme, visitor: Client
) -> None:
    for venue in programme.venues:
        text = read(visitor, f"/fr/agenda/venues/{venue.slug}/")
        known = venue.latitude is not None and not venue.to_be_confirmed
        assert ("openstreetmap.org" in text) == known, venue.slug
        sessions = programme.sessions_by_venue.get(venue.slug, ())
        assert all(f"/sessions/{one.url_slug}/" in text for one in sessions), venue.slug


def test_venue_unconfirmed_directions_are_marked(programme: Programme, visitor: Client) -> None:
    assert "Accès à vérifier." in read(visitor, "/fr/agenda/venues/conciergerie/")
    assert "Accès à vérifier." not in read(visitor, "/fr/agenda/venues/bnf/")


def test_venue_placeholder_says_that_it_is_not_known(programme: Programme, visitor: Client) -> None:
    text = read(visitor, "/fr/agenda/venues/paris-a-confirmer/")
    assert "<h1>Lieu à confirmer</h1>" in text
    assert "Paris, lieu à confirmer" not in text


def test_themes_list_their_sessions(programme: Programme, visitor: Client) -> None:
    text = read(visitor, "/en/agenda/themes/")
    for theme in programme.themes:
        part = text.split(f'id="{theme.slug}"')[1].split('</section>\n  <section class="section')[0]
        sessions = programme.sessions_by_theme[theme.slug]
        assert f"{len(sessions)} sessions" in part
        assert all(f"/sessions/{one.url_slug}/" in part for one in sessions)


def test_speakers_list_everyone_with_their_sessions(programme: Programme, visitor: Client) -> None:
    text = read(visitor, "/fr/agenda/speakers/")
    assert text.count('class="monogram"') == len(programme.speakers) == 60
    for session in programme.sessions:
        if session.appearances:
            assert f"/sessions/{session.url_slug}/" in text, session.slug


def main_of(visitor: Client, address: str) -> str:
    return read(visitor, address).split('<main id="main"')[1].split('<footer class="site-foot')[0]


def test_speaker_every_page_states_what_the_programme_does_and_no_more(
    programme: Programme, visitor: Client
) -> None:
    for speaker in programme.speakers:
        sessions = programme.sessions_by_speaker[speaker.slug]
        for language in ("fr", "en"):
            with translation.override(language):
                text = main_of(visitor, speaker.get_absolute_url())
                assert f"<h1>{speaker.name}</h1>" in text
                known = [str(part) for part in (speaker.function, speaker.organisation) if part]
                lead = text.split('<p class="page-head__lead">')[1].split("</p>")[0].strip()
                assert lead == escape(", ".join(known)).replace("\xa0", " ")
                addresses = [one.get_absolute_url() for one in sessions for _date in one.dates()]
            listed = [part.split('"')[0] for part in text.split('<a href="')[1:]]
            assert sorted(one for one in listed if "/sessions/" in one) == sorted(addresses)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "/fr/agenda/speakers/henna-virkkunen/",
            [
                "Vice-présidente exécutive, Commission européenne",
                "Fonction en février 2025, telle que le programme la donne.",
                "Lundi 10 février",
                "14 h – 15 h",
                "Grand Palais",
            ],
        ),
        (
            "/en/agenda/speakers/henna-virkkunen/",
            ["Function in February 2025", "Monday 10 February", "14:00–15:00", "indicative"],
        ),
        ("/fr/agenda/speakers/gilles-louppe/", ["Organisation en février 2025"]),
        ("/en/agenda/speakers/tim-davies/", ["moderates"]),
    ],
)
def test_speaker_page_gives_function_days_hours_and_places(
    programme: Programme, visitor: Client, address: str, words: list[str]
) -> None:
    text = main_of(visitor, address)
    assert [word for word in words if word not in text] == []


def test_speaker_is_linked_from_the_list_and_from_the_session(
    programme: Programme, visitor: Client
) -> None:
    speaker = programme.speakers_by_slug["henna-virkkunen"]
    session = programme.sessions_by_speaker[speaker.slug][0]
    link = f'<a href="/en/agenda/speakers/{speaker.slug}/">{speaker.name}</a>'
    assert link in read(visitor, "/en/agenda/speakers/")
    assert link in read(visitor, f"/en/agenda/sessions/{session.url_slug}/")


def test_speaker_language_switch_leads_to_the_same_person(
    programme: Programme, visitor: Client
) -> None:
    text = read(visitor, "/fr/agenda/speakers/henna-virkkunen/")
    assert 'href="/en/agenda/speakers/henna-virkkunen/"' in text


def test_speaker_cancelled_session_is_marked(change, visitor: Client) -> None:
    changed = change("discours-henna-virkkunen", state="cancelled")
    assert changed.sessions_by_url_slug["discours-henna-virkkunen"].is_cancelled
    text = main_of(visitor, "/fr/agenda/speakers/henna-virkkunen/")
    assert text.count("<span>Annulée</span>") == 1


def test_speaker_mistyped_address_names_the_closest(programme: Programme, visitor: Client) -> None:
    answer = visitor.get("/fr/agenda/speakers/hena-virkunen/")
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "Cet intervenant est introuvable" in text
    assert 'href="/fr/agenda/speakers/henna-virkkunen/"' in text


def test_lost_on_the_way_to_a_venue_or_speaker_one_can_search_for_the_words(
    programme: Programme, visitor: Client
) -> None:
    for path in ("speakers", "venues"):
        text = visitor.get(f"/fr/agenda/{path}/grande-salle/").content.decode()
        assert 'name="q" value="grande salle"' in text


def test_speaker_of_no_session_has_no_page(programme: Programme, change, visitor: Client) -> None:
    sessions = programme.sessions_by_speaker["gilles-louppe"]
    (session,) = sessions
    change(session.url_slug, speakers=[])
    assert visitor.get("/fr/agenda/speakers/gilles-louppe/").status_code == 404
    assert "gilles-louppe" not in read(visitor, "/fr/agenda/speakers/")


def test_venues_say_how_one_gets_in_once_and_as_sure_as_the_least_sure(
    programme: Programme, visitor: Client
) -> None:
    text = read(visitor, "/fr/agenda/venues/")
    parts = {one.split('/"')[0]: one for one in text.split('<h2><a href="/fr/agenda/venues/')[1:]}

    assert "Sur inscription</span>" in parts["station-f"]
    assert "Sur invitation</span>" in parts["grand-palais"]
    assert parts["ocde"].count('class="access"') == 1
    assert "Sur invitation, à confirmer</span>" in parts["ocde"]


def test_venue_says_how_one_gets_in(programme: Programme, visitor: Client) -> None:
    for slug, words in {"station-f": "Sur inscription", "elysee": "Sur invitation"}.items():
        fact = read(visitor, f"/fr/agenda/venues/{slug}/").split("Comment entrer</dt>")[1]
        assert f"<dd>{words}</dd>" in fact.split("</div>")[0]
        assert "/fr/agenda/may-i-come/?day=" in fact.split("</div>")[0]
