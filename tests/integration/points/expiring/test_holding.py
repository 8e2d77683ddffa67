"""Expiry is seen before it happens, and held when it is far from usual."""

from datetime import date

import pytest

from members.models import Member
from points import refusals
from points.actions import account_of, expiring
from points.mails import expiry_held
from points.models import ExpiryRun
from tests.factories import people
from tests.factories.ledger import assert_sound, balances, earned, lots, post
from tests.integration.points.expiring.days import LAST, expired, japan
from todock.post.models import StaffMessage

pytestmark = pytest.mark.django_db
State = ExpiryRun.State


def test_staff_see_the_sum_days_before():
    earned(people.sato(), 100, expires_on=LAST)
    earned(people.suzuki(), 30, expires_on=LAST)

    expiring.plan(at=japan(11, 24))

    run = ExpiryRun.objects.get()
    assert (run.expires_on, run.state, run.accounts, run.points) == (LAST, "planned", 2, 130)


def test_a_first_month_with_much_is_held_and_staff_are_told(caplog):
    account = earned(people.sato(), 1_001, expires_on=LAST)

    assert expiring.expire_due(at=japan(12, 1)) == 0

    assert ExpiryRun.objects.get().state == State.HELD
    assert balances(account)[0] == 1_001
    message = StaffMessage.objects.get(kind=expiring.HELD)
    assert "1,001ポイント" in expiry_held(message, japan(12, 1))
    assert "is held" in caplog.text


def test_a_month_far_above_the_last_one_is_held():
    earned(people.sato(), 1_000, expires_on=date(2026, 10, 31))
    expiring.expire_due(at=japan(11, 1))
    earned(people.suzuki(), 2_001, expires_on=LAST)

    assert expiring.expire_due(at=japan(12, 1)) == 0
    assert ExpiryRun.objects.get(expires_on=LAST).month_before == 1_000


def test_a_month_like_the_last_one_is_not_held():
    earned(people.sato(), 1_000, expires_on=date(2026, 10, 31))
    expiring.expire_due(at=japan(11, 1))
    earned(people.suzuki(), 2_000, expires_on=LAST)

    assert expiring.expire_due(at=japan(12, 1)) == 2_000


def test_a_month_far_below_the_last_one_is_held_on_its_last_day_that_anything_expires():
    expired(date(2026, 10, 20), 5_000)
    earned(people.sato(), 100, expires_on=date(2026, 11, 10))
    earned(people.suzuki(), 200, expires_on=date(2026, 11, 20))

    assert expiring.expire_due(at=japan(11, 21)) == 100

    states = ExpiryRun.objects.filter(expires_on__month=11).values_list("state", flat=True)
    assert list(states) == [State.HELD, State.DONE]


def test_what_was_used_before_its_day_is_taken_off_the_plan():
    account = earned(people.sato(), 5_000, expires_on=LAST)
    expiring.plan(at=japan(11, 24))
    post(account, "hold", 5_000, subject="order:1")

    expiring.plan(at=japan(11, 25))
    assert (ExpiryRun.objects.get().points, ExpiryRun.objects.get().accounts) == (0, 0)

    assert expiring.expire_due(at=japan(12, 1)) == 0
    assert ExpiryRun.objects.get().state == State.DONE
    assert not StaffMessage.objects.exists()


def test_a_day_that_another_run_has_ended_is_neither_held_nor_told_of(monkeypatch):
    # given a run that has begun with the first of two days when another one does both
    earned(people.sato(), 10, expires_on=date(2026, 11, 10))
    earned(people.suzuki(), 700, expires_on=date(2026, 11, 12))
    judge = expiring.judge

    def judge_while_another_runs(**figures) -> bool:
        monkeypatch.setattr(expiring, "judge", judge)
        assert expiring.expire_due(at=japan(11, 13)) == 710
        return judge(**figures)

    monkeypatch.setattr(expiring, "judge", judge_while_another_runs)

    # when it comes to the second day
    assert expiring.expire_due(at=japan(11, 13)) == 0

    # then that is done, and nobody is alarmed
    assert set(ExpiryRun.objects.values_list("state", flat=True)) == {State.DONE}
    assert not StaffMessage.objects.exists()
    assert_sound()


def test_a_release_that_comes_while_another_run_judges_stays(monkeypatch):
    earned(people.sato(), 5_000, expires_on=LAST)
    judge = expiring.judge

    def judge_while_staff_release(**figures) -> bool:
        monkeypatch.setattr(expiring, "judge", judge)
        expiring.expire_due(at=japan(12, 1))
        expiring.release(run=ExpiryRun.objects.get(), by=people.user("s"), at=japan(12, 1))
        return judge(**figures)

    monkeypatch.setattr(expiring, "judge", judge_while_staff_release)

    assert expiring.expire_due(at=japan(12, 1)) == 0

    assert ExpiryRun.objects.get().state == State.RELEASED
    assert StaffMessage.objects.count() == 1


def held_run() -> ExpiryRun:
    earned(people.sato(), 5_000, expires_on=LAST)
    expiring.expire_due(at=japan(12, 1))
    return ExpiryRun.objects.get()


def test_what_staff_release_expires_with_the_next_run():
    run = held_run()
    staff = people.user("staff")

    expiring.release(run=run, by=staff, at=japan(12, 1, 9))

    assert expiring.expire_due(at=japan(12, 2)) == 5_000
    run.refresh_from_db()
    assert (run.state, run.expired, run.released_by) == (State.DONE, 5_000, staff)


def test_more_than_what_was_released_is_held_again():
    run = held_run()
    expiring.release(run=run, by=people.user("staff"), at=japan(12, 1, 9))
    earned(people.suzuki(), 1, expires_on=LAST)

    assert expiring.expire_due(at=japan(12, 2)) == 0
    run.refresh_from_db()
    assert run.state == State.HELD


def test_what_is_used_after_the_release_does_not_hold_the_rest():
    run = held_run()
    expiring.release(run=run, by=people.user("staff"), at=japan(12, 1, 9))
    post(account_of(run_member()), "hold", 1, subject="order:1")

    assert expiring.expire_due(at=japan(12, 2)) == 4_999


def test_a_sum_that_changed_since_it_was_shown_is_not_released():
    run = held_run()
    earned(people.suzuki(), 1, expires_on=LAST)
    expiring.plan(at=japan(12, 1, 8))

    with pytest.raises(refusals.NotHeld):
        expiring.release(run=run, by=people.user("staff"), at=japan(12, 1, 9))


def test_what_does_not_wait_cannot_be_released():
    earned(people.sato(), 5, expires_on=LAST)
    expiring.plan(at=japan(11, 28))

    with pytest.raises(refusals.NotHeld):
        expiring.release(run=ExpiryRun.objects.get(), by=people.user("s"), at=japan(12, 1))


def test_a_later_day_does_not_take_from_one_that_is_held():
    held_run()
    earned(run_member(), 10, expires_on=date(2026, 12, 5))

    expiring.expire_due(at=japan(12, 6))

    assert lots(account_of(run_member())) == [(LAST, 5_000)]


def run_member() -> Member:
    return Member.objects.get()
