"""The pages of the gates as a person meets them: on a phone, by keyboard, read aloud."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registration.models import Invitee, Place, Quota, Registration, Rules, Way
from registration.services.addresses import CONFIRM, TAKE_OVER, ask_new_address, new_address_link
from registration.services.delegations import Person, invite_people
from registration.services.replacing import ask_replacement
from registration.views.personal import personal_path
from tests.registration.factories import NOW, make_registration
from tests.registration_gates.test_codes import make_code
from tests.registration_gates.test_desk import page_of

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 780}


@pytest.fixture
def phone(page: Page, day: dict[str, Quota]) -> Page:
    page.set_viewport_size(PHONE)
    return page


def is_within(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.long
def test_address_is_changed_from_the_new_mailbox(phone: Page, axe: Callable[[Page], None]) -> None:
    mine = make_registration()
    phone.goto(personal_path(mine, "change_address"))
    axe(phone)

    phone.get_by_label("Nouvelle adresse").fill("nouveau@example.org")
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("status")).to_contain_text("nouveau@example.org")
    axe(phone)
    mine.refresh_from_db()
    link = new_address_link(mine, CONFIRM)
    phone.goto(f"/fr/registration/address/{link.public_id}/{link.signature}/")
    axe(phone)
    assert is_within(phone)
    phone.get_by_role("button", name="Oui, utiliser cette adresse").press("Enter")
    expect(phone.get_by_text("Votre nouvelle adresse est confirmée.")).to_be_visible()
    assert Registration.objects.get().email == "nouveau@example.org"


def test_place_is_taken_by_the_person_it_was_passed_on_to(
    phone: Page, axe: Callable[[Page], None]
) -> None:
    Rules.objects.create(replacement_allowed=True)
    mine = make_registration()
    phone.goto(personal_path(mine, "replace"))
    axe(phone)
    ask_replacement(registration_id=mine.pk, email="sasha@example.org", now=NOW, by="self")
    mine.refresh_from_db()
    link = new_address_link(mine, TAKE_OVER)

    phone.goto(f"/fr/registration/taken/{link.public_id}/{link.signature}/")
    axe(phone)
    phone.get_by_label("Prénom").fill("Sasha")
    phone.get_by_label("Nom (obligatoire)", exact=True).fill("Bernard")
    phone.get_by_label("Organisation (obligatoire)", exact=True).fill("Coopérative")
    phone.get_by_label("Vous êtes").select_option("industry")
    phone.get_by_role("button", name="Prendre la place").click()

    expect(phone.get_by_text("La place est à vous.")).to_be_visible()
    assert Registration.objects.get().full_name == "Sasha Bernard"


@pytest.mark.long
def test_code_is_typed_and_its_form_opens(phone: Page, axe: Callable[[Page], None]) -> None:
    code = make_code(keeps_places=True)
    phone.goto("/fr/registration/code/")
    axe(phone)

    phone.get_by_label("Code d’invitation").fill("faux")
    phone.get_by_role("button", name="Ouvrir le formulaire").click()
    expect(phone.get_by_role("heading", name="Ce code ne fonctionne pas")).to_be_visible()
    axe(phone)
    phone.get_by_label("Code d’invitation").fill(code.code.lower())
    phone.get_by_role("button", name="Ouvrir le formulaire").click()

    expect(phone.get_by_text("Votre code d’invitation fonctionne.")).to_be_visible()
    axe(phone)
    assert is_within(phone)


def test_request_is_told_apart_from_a_place(phone: Page, axe: Callable[[Page], None]) -> None:
    Quota.objects.filter(way=Way.IN_PERSON).update(requires_approval=True)
    phone.goto("/fr/registration/")
    axe(phone)
    mine = make_registration()

    phone.goto(personal_path(mine, "my_registration"))

    axe(phone)
    expect(phone.get_by_text("Les organisateurs examinent votre demande.")).to_be_visible()
    assert Place.objects.pending().count() == 1


@pytest.mark.long
def test_invitee_declines_with_one_press(phone: Page, axe: Callable[[Page], None]) -> None:
    person = Person(
        first_name="Zoé",
        last_name="Petit",
        email="zoe@example.org",
        organisation="Alpha",
        language="fr",
    )
    invite_people(code_id=make_code().pk, people=[person])
    phone.goto(page_of(Invitee.objects.get()))
    axe(phone)

    phone.get_by_role("button", name="Décliner").or_(
        phone.get_by_role("button", name="Refuser")
    ).click()

    expect(phone.get_by_text("Vous avez décliné l’invitation.")).to_be_visible()
    axe(phone)
    assert is_within(phone)


def test_link_that_is_over_says_what_to_do(phone: Page, axe: Callable[[Page], None]) -> None:
    mine = make_registration()
    ask_new_address(registration_id=mine.pk, email="n@example.org", by="self")

    phone.goto(f"/fr/registration/address/{mine.public_id}/wrong/")

    axe(phone)
    expect(phone.get_by_role("link", name="J’ai perdu mon lien")).to_be_visible()
