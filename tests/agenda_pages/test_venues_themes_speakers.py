from django.test import Client

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
