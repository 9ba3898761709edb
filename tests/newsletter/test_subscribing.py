import datetime as dt
import uuid

import pytest
from auditlog.models import LogEntry
from django.db import transaction

from summit.mail.models import OutgoingEmail
from summit.newsletter.models import Subscription, SubscriptionState
from summit.newsletter.notifications import confirm_link, unsubscribe_link
from summit.newsletter.services.subscribing import (
    confirm_subscription,
    forget_unconfirmed,
    unsubscribe,
)
from tests.newsletter.factories import EMAIL, NOW, ask, make_newsletter

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _newsletter() -> None:
    make_newsletter()


def kinds() -> list[str]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("kind", flat=True))


def confirm(row: Subscription, *, now: dt.datetime = NOW) -> bool:
    signature = confirm_link(row).signature
    return confirm_subscription(public_id=row.public_id, signature=signature, now=now)


def end(row: Subscription, *, now: dt.datetime = NOW) -> bool:
    signature = unsubscribe_link(row).signature
    return unsubscribe(public_id=row.public_id, signature=signature, now=now)


def test_request_new_address_waits_and_is_asked_once() -> None:
    row = ask()

    assert row.state == SubscriptionState.PENDING
    assert (row.email, row.language, row.consent_text) == (EMAIL, "fr", "J’accepte.")
    mail = OutgoingEmail.objects.get()
    assert (mail.kind, mail.to, mail.language) == ("newsletter_confirm", EMAIL, "fr")


def test_request_mail_holds_no_usable_link() -> None:
    row = ask()

    mail = OutgoingEmail.objects.get()
    kept = mail.text_body + mail.html_body
    assert confirm_link(row).signature not in kept
    assert confirm_link(row).placeholder in mail.text_body
    assert confirm_link(row).placeholder in mail.html_body


def test_request_same_address_spelt_otherwise_is_the_same_row() -> None:
    ask("Camille@Example.org")
    ask("camille@EXAMPLE.org", now=NOW + 2 * HOUR)

    assert Subscription.objects.count() == 1


@pytest.mark.parametrize(
    ("later", "mails"),
    [(dt.timedelta(0), 1), (HOUR - dt.timedelta(seconds=1), 1), (HOUR, 2), (-2 * HOUR, 2)],
)
def test_request_again_is_mailed_at_most_once_an_hour(later: dt.timedelta, mails: int) -> None:
    ask()
    ask(now=NOW + later)

    assert kinds() == ["newsletter_confirm"] * mails


def test_request_confirmed_address_changes_and_mails_nothing() -> None:
    confirm(ask())
    before = Subscription.objects.values().get()

    ask(language="en", now=NOW + 5 * HOUR)

    assert Subscription.objects.values().get() == before
    assert kinds() == ["newsletter_confirm", "newsletter_welcome"]


def test_request_rolled_back_leaves_no_row_and_no_mail() -> None:
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)

    assert (Subscription.objects.count(), OutgoingEmail.objects.count()) == (0, 0)


def test_confirm_makes_it_live_and_welcomes_with_a_way_out() -> None:
    row = ask()

    assert confirm(row, now=NOW + HOUR)

    row.refresh_from_db()
    assert (row.state, row.confirmed_at) == (SubscriptionState.CONFIRMED, NOW + HOUR)
    welcome = OutgoingEmail.objects.get(kind="newsletter_welcome")
    assert welcome.unsubscribe_url == unsubscribe_link(row).placeholder
    assert unsubscribe_link(row).placeholder in welcome.text_body


def test_confirm_twice_changes_and_mails_nothing_more() -> None:
    row = ask()
    confirm(row)

    assert confirm(row, now=NOW + HOUR)

    row.refresh_from_db()
    assert row.confirmed_at == NOW
    assert kinds().count("newsletter_welcome") == 1


def test_confirm_forged_or_foreign_link_changes_nothing() -> None:
    row, other = ask(), ask("nadia@example.org")
    foreign, wrong_purpose = confirm_link(other).signature, unsubscribe_link(row).signature

    for signature in (foreign, wrong_purpose, "", "é", confirm_link(row).signature + "A"):
        answer = confirm_subscription(public_id=row.public_id, signature=signature, now=NOW)
        assert answer is False
    assert not confirm_subscription(public_id=uuid.uuid4(), signature=foreign, now=NOW)
    assert not Subscription.objects.filter(state=SubscriptionState.CONFIRMED).exists()


def test_unsubscribe_ends_it_and_can_be_repeated() -> None:
    row = ask()
    confirm(row)

    assert end(row, now=NOW + HOUR)
    assert end(row, now=NOW + 2 * HOUR)

    row.refresh_from_db()
    assert (row.state, row.unsubscribed_at) == (SubscriptionState.UNSUBSCRIBED, NOW + HOUR)


def test_unsubscribe_revokes_the_link_that_confirmed() -> None:
    row = ask()
    confirm(row)
    old = confirm_link(row).signature
    end(row)

    assert not confirm_subscription(public_id=row.public_id, signature=old, now=NOW)


def test_unsubscribe_link_of_an_old_message_still_works_after_coming_back() -> None:
    row = ask()
    confirm(row)
    end(row)
    confirm(ask(now=NOW + 2 * HOUR), now=NOW + 2 * HOUR)

    assert end(row, now=NOW + 3 * HOUR)

    row.refresh_from_db()
    assert row.state == SubscriptionState.UNSUBSCRIBED


def test_request_after_unsubscribing_waits_for_confirmation_again() -> None:
    row = ask()
    confirm(row)
    end(row)

    row = ask(now=NOW + 2 * HOUR, consent_text="Nouveau texte.")

    assert (row.state, row.consent_text) == (SubscriptionState.PENDING, "Nouveau texte.")
    assert confirm(row, now=NOW + 3 * HOUR)
    row.refresh_from_db()
    assert (row.state, row.unsubscribed_at) == (SubscriptionState.CONFIRMED, None)


def test_audit_log_never_holds_the_address() -> None:
    confirm(ask())

    entries = LogEntry.objects.filter(content_type__model="subscription")
    assert entries.count() >= 1
    for entry in entries:
        assert EMAIL not in f"{entry.changes}{entry.object_repr}{entry.additional_data}"


def test_unconfirmed_address_is_forgotten_after_a_month_with_its_mail() -> None:
    confirm(ask("kept@example.org"))
    ask("young@example.org", now=NOW + HOUR)
    stranger = ask()
    link = confirm_link(stranger)
    month = dt.timedelta(days=30)

    assert forget_unconfirmed(NOW + month) == 0
    assert forget_unconfirmed(NOW + month + HOUR / 2) == 1
    assert forget_unconfirmed(NOW + month + HOUR / 2) == 0

    left = set(Subscription.objects.values_list("email", flat=True))
    assert left == {"kept@example.org", "young@example.org"}
    assert not OutgoingEmail.objects.filter(to=EMAIL).exists()
    assert not confirm_subscription(
        public_id=stranger.public_id, signature=link.signature, now=NOW + month + HOUR
    )


def test_address_that_was_confirmed_once_can_still_be_ended_years_later() -> None:
    confirm(ask())
    end(Subscription.objects.get())
    row = ask(now=NOW + 2 * HOUR)

    assert forget_unconfirmed(NOW + dt.timedelta(days=900)) == 0
    assert end(row)
