"""Expiry: exactly what is over, once, whatever happens beside it."""

from datetime import date

import pytest

from points import refusals
from points.actions import expiring
from points.models import ExpiryRun, Transaction
from tests.factories import people
from tests.factories.ledger import assert_sound, balances, earned, lots, post
from tests.factories.threads import behind
from tests.integration.points.expiring.days import GOOD, LAST, japan

pytestmark = pytest.mark.django_db
State = ExpiryRun.State


def test_what_is_over_expires_and_what_is_good_stays():
    account = earned(people.sato(), 100, expires_on=LAST)
    earned(account.member, 50, expires_on=GOOD)
    earned(account.member, 7)

    assert expiring.expire_due(at=japan(12, 1)) == 100

    assert balances(account) == (57, 0, 0, 0)
    assert lots(account) == [(GOOD, 50), (None, 7)]
    assert_sound()


def test_points_can_be_used_until_midnight_in_japan():
    account = earned(people.sato(), 100, expires_on=LAST)

    assert expiring.expire_due(at=japan(11, 30, 23, 59)) == 0
    assert expiring.expire_due(at=japan(12, 1, 0, 0)) == 100
    assert balances(account)[0] == 0


def test_run_twice_nothing_more_expires():
    earned(people.sato(), 100, expires_on=LAST)

    assert [expiring.expire_due(at=japan(12, day)) for day in (1, 1, 2)] == [100, 0, 0]
    assert Transaction.objects.filter(kind="expire").count() == 1


def test_held_and_pending_points_do_not_expire():
    account = earned(people.sato(), 100, expires_on=LAST)
    post(account, "hold", 40, subject="order:1")
    post(account, "earn_pending", 9, due_on=LAST)

    assert expiring.expire_due(at=japan(12, 1)) == 60
    assert balances(account) == (0, 9, 40, 0)


def test_a_day_that_was_forgotten_for_months_is_over_all_the_same():
    earned(people.sato(), 100, expires_on=date(2026, 2, 28))

    assert expiring.expire_due(at=japan(12, 1)) == 100


def test_a_day_that_fails_does_not_stop_the_next(monkeypatch):
    earned(people.sato(), 10, expires_on=date(2026, 11, 10))
    earned(people.suzuki(), 20, expires_on=date(2026, 11, 11))
    run = expiring._run

    def fail_once(day, at):
        if day.expires_on == date(2026, 11, 10):
            raise RuntimeError
        return run(day, at)

    monkeypatch.setattr(expiring, "_run", fail_once)

    with pytest.raises(RuntimeError):
        expiring.expire_due(at=japan(12, 1))

    assert ExpiryRun.objects.get(expires_on=date(2026, 11, 11)).expired == 20


def test_points_that_come_back_to_a_day_that_is_over_expire_with_the_next_run(settings):
    settings.POINTS_GIVE_BACK_DAYS = 0
    account = earned(people.sato(), 100, expires_on=LAST)
    post(account, "hold", 40, subject="order:1")
    expiring.expire_due(at=japan(12, 1))
    post(account, "release", 40, subject="order:1")

    assert expiring.expire_due(at=japan(12, 2)) == 40

    run = ExpiryRun.objects.get()
    assert (run.expired, run.passes, run.state) == (100, 2, State.DONE)
    assert balances(account) == (0, 0, 0, 0)
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_what_is_spent_while_points_expire_does_not_expire_as_well():
    account = earned(people.sato(), 100, expires_on=LAST)

    _held, expired = behind(
        lambda: post(account, "hold", 30, subject="order:1"),
        lambda: expiring.expire_due(at=japan(12, 1)),
    )

    assert expired == 70
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_what_is_expiring_cannot_be_spent_as_well():
    account = earned(people.sato(), 100, expires_on=LAST)

    expired, held = behind(
        lambda: expiring.expire_due(at=japan(12, 1)),
        lambda: post(account, "hold", 30, subject="order:1"),
    )

    assert expired == 100
    assert isinstance(held, refusals.NotEnoughPoints)
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_two_runs_side_by_side_expire_once():
    for number in range(40):
        earned(people.member(f"00500000{number:02}"), 10, expires_on=LAST)

    results = behind(*[lambda: expiring.expire_due(at=japan(12, 1))] * 3)

    assert sum(results) == 400
    assert ExpiryRun.objects.get().expired == 400
    assert_sound()
