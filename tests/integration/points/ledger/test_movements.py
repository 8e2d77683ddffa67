"""The ledger: what each movement does to pots and lots, and what is refused."""

from datetime import timedelta

import pytest
from django.db import DatabaseError

from points import actions, refusals
from points.actions import ledger
from points.actions.ledger import Posting
from points.models import Account, Entry, PointUse, Transaction
from tests.factories import people
from tests.factories.ledger import assert_sound, balances, earned, lots, post
from tests.integration.points.ledger.conftest import LATER, SOON
from todock.lib import clock

pytestmark = pytest.mark.django_db


def posting(account: Account, **kw: object) -> Posting:
    about = {"key": "k", "kind": "earn", "source": "shop", "points": 1, "at": clock.now()}
    return Posting(account_id=account.pk, **{**about, **kw})


def test_points_that_expire_first_are_held_first(account):
    post(account, "hold", 120, subject="order:1")

    assert balances(account) == (30, 0, 120, 0)
    assert lots(account) == [(LATER, 30)]
    assert_sound()


def test_a_released_hold_returns_to_the_lots_it_came_from(account):
    post(account, "hold", 120, subject="order:1")

    post(account, "release", 30, subject="order:1")

    assert balances(account) == (60, 0, 90, 0)
    assert lots(account) == [(SOON, 10), (LATER, 50)]
    assert_sound()


def test_what_is_spent_is_the_co_ops(account):
    post(account, "hold", 120, subject="order:1")

    post(account, "spend", 120, subject="order:1")

    assert balances(account) == (30, 0, 0, 0)
    assert Entry.objects.get(pot=11).amount == 120
    assert_sound()


def test_what_is_given_back_returns_to_its_lots(account):
    post(account, "hold", 120, subject="order:1")
    post(account, "spend", 120, subject="order:1")

    post(account, "give_back", 120, subject="order:1")

    assert lots(account) == [(SOON, 100), (LATER, 50)]
    assert_sound()


@pytest.mark.parametrize("kind", ["release", "spend", "give_back"])
def test_one_order_does_not_end_what_another_began(account, kind):
    post(account, "hold", 40, subject="order:1")
    if kind == "give_back":
        post(account, "spend", 40, subject="order:1")
    post(account, "hold", 40, subject="order:2")

    with pytest.raises(refusals.NothingTaken):
        post(account, kind, 10, subject="order:3")
    with pytest.raises(refusals.NothingTaken):
        post(account, kind, 41, subject="order:1")


def test_a_released_hold_cannot_be_spent_too(account):
    post(account, "hold", 40, subject="order:1")
    post(account, "hold", 40, subject="order:2")
    post(account, "release", 40, subject="order:1")

    with pytest.raises(refusals.NothingTaken):
        post(account, "spend", 40, subject="order:1")


@pytest.mark.parametrize("kind", ["hold", "donate", "expire", "exchange"])
def test_no_more_is_taken_than_is_there(account, kind):
    with pytest.raises(refusals.NotEnoughPoints):
        post(account, kind, 151, subject="order:1")

    assert balances(account) == (150, 0, 0, 0)
    assert_sound()


def test_a_pending_earning_becomes_real(account):
    pending = post(account, "earn_pending", 12, due_on=SOON)
    assert balances(account) == (150, 12, 0, 0)

    post(account, "confirm", 12, of_id=pending.transaction_id, expires_on=LATER)

    assert balances(account) == (162, 0, 0, 0)
    assert lots(account) == [(SOON, 100), (LATER, 50), (LATER, 12)]
    assert_sound()


def test_a_pending_earning_becomes_real_once(account):
    pending = post(account, "earn_pending", 12, due_on=SOON)
    post(account, "earn_pending", 12, due_on=SOON)
    post(account, "confirm", 12, of_id=pending.transaction_id, expires_on=LATER)

    with pytest.raises(DatabaseError):
        post(account, "confirm", 12, of_id=pending.transaction_id, expires_on=LATER)


def test_pending_points_cannot_be_used():
    account = actions.account_of(people.sato())
    post(account, "earn_pending", 12, due_on=SOON)

    with pytest.raises(refusals.NotEnoughPoints):
        post(account, "hold", 1, subject="order:1")


def test_an_earning_that_is_taken_back_takes_what_expires_first(account):
    post(account, "earn", -30)

    assert lots(account) == [(SOON, 70), (LATER, 50)]
    assert_sound()


def test_a_transfer_keeps_the_days(account):
    other = actions.account_of(people.suzuki())

    post(account, "transfer", 120, other_id=other.pk)

    assert lots(account) == [(LATER, 30)]
    assert lots(other) == [(SOON, 100), (LATER, 20)]
    assert_sound()


def test_an_exchange_fills_the_prepaid_card_one_for_one(account):
    post(account, "exchange", 120)

    assert balances(account) == (30, 0, 0, 120)
    assert_sound()


def test_the_prepaid_card_holds_no_more_than_the_law_allows():
    account = earned(people.sato(), 100_001)
    post(account, "exchange", 100_000)

    with pytest.raises(refusals.OverCeiling):
        post(account, "exchange", 1)


def test_the_same_key_and_body_is_the_first_result_again(account):
    first = ledger.post(posting(account, points=7))[0]

    again = ledger.post(posting(account, points=7))[0]

    assert again.transaction_id == first.transaction_id
    assert (first.replayed, again.replayed) == (False, True)
    assert balances(account) == (157, 0, 0, 0)


def test_the_same_key_with_another_body_is_refused(account):
    ledger.post(posting(account, points=7))

    with pytest.raises(refusals.KeyReused):
        ledger.post(posting(account, points=8))


def test_postings_together_are_written_all_or_none(account):
    with pytest.raises(refusals.NotEnoughPoints):
        ledger.post(posting(account, points=7), posting(account, key="l", kind="hold", points=999))

    assert balances(account) == (150, 0, 0, 0)
    assert not Transaction.objects.filter(key="k").exists()


def test_a_new_posting_beside_one_that_stands_already_is_written(account):
    ledger.post(posting(account, points=7))

    ledger.post(posting(account, points=7), posting(account, key="l", points=5))

    assert balances(account) == (162, 0, 0, 0)
    assert_sound()


def test_what_the_other_systems_must_know_is_written_down(account):
    post(account, "hold", 40, subject="order:1", source="delivery")
    post(account, "spend", 40, subject="order:1", source="delivery")
    post(account, "give_back", 10, subject="order:1", source="delivery")

    assert list(PointUse.objects.order_by("pk").values_list("points", flat=True)) == [-40, 10]


def test_given_back_after_its_day_the_points_get_more_days(account, settings):
    settings.POINTS_GIVE_BACK_DAYS = 60
    now = clock.now()
    old = earned(people.suzuki(), 30, expires_on=clock.japan_date(now) - timedelta(days=1))
    post(old, "hold", 30, subject="order:9")
    post(old, "spend", 30, subject="order:9")

    actions.give_back(account=old, points=30, subject="order:9", key="b", at=now, reason="欠品")

    assert lots(old) == [(clock.japan_date(now) + timedelta(days=60), 30)]
    assert_sound()


def test_given_back_after_its_day_the_points_stay_as_printed_when_the_house_says_so(settings):
    settings.POINTS_GIVE_BACK_DAYS = 0
    now = clock.now()
    yesterday = clock.japan_date(now) - timedelta(days=1)
    old = earned(people.suzuki(), 30, expires_on=yesterday)
    post(old, "hold", 30, subject="order:9")
    post(old, "spend", 30, subject="order:9")

    actions.give_back(account=old, points=30, subject="order:9", key="b", at=now, reason="欠品")

    assert lots(old) == [(yesterday, 30)]
