"""Expiry: seen before it happens, held when it is far from usual, exactly what is over."""

from datetime import date, datetime, timedelta

import pytest

from members.models import Member
from points import refusals
from points.actions import account_of, expiring
from points.mails import expiry_held, points_expiring
from points.models import ExpiryRun, Transaction
from points.queries.expiry import expiring_soon
from tests.factories import people
from tests.factories.ledger import assert_sound, balances, earned, lots, post
from tests.factories.threads import behind
from todock.lib import clock, dates
from todock.lib.dates import JAPAN
from todock.post import mail
from todock.post.models import OutgoingMail, StaffMessage
from todock.post.outbox import Hopeless

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 30)
GOOD = date(2026, 12, 31)
State = ExpiryRun.State


@pytest.fixture(autouse=True)
def limits(settings):
    settings.POINTS_EXPIRY_PLAN_DAYS = 7
    settings.POINTS_EXPIRY_HOLD_PERCENT = 50
    settings.POINTS_EXPIRY_HOLD_POINTS = 1_000


def japan(month: int, day: int, hour: int = 3, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAPAN)


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


def test_staff_see_the_sum_days_before():
    earned(people.sato(), 100, expires_on=LAST)
    earned(people.suzuki(), 30, expires_on=LAST)

    expiring.plan(at=japan(11, 24))

    run = ExpiryRun.objects.get()
    assert (run.expires_on, run.state, run.accounts, run.points) == (LAST, "planned", 2, 130)


def test_a_day_that_was_forgotten_for_months_is_over_all_the_same():
    earned(people.sato(), 100, expires_on=date(2026, 2, 28))

    assert expiring.expire_due(at=japan(12, 1)) == 100


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


def expired(on: date, points: int) -> None:
    ExpiryRun.objects.create(
        expires_on=on, state=State.DONE, expired=points, finished_at=clock.now()
    )


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


def test_members_with_an_address_are_told_once_a_day_that_ends(settings):
    settings.POINTS_EXPIRY_NOTICE_DAYS = 30
    earned(people.sato(), 100, expires_on=LAST)
    earned(people.suzuki(email=""), 100, expires_on=LAST)

    assert expiring.write_down_notices(at=japan(10, 30)) == 0
    assert expiring.write_down_notices(at=japan(10, 31)) == 1
    assert expiring.write_down_notices(at=japan(11, 1)) == 0


def test_the_notice_says_how_many_until_when():
    today = clock.japan_date(clock.now())
    account = earned(people.sato(), 420, expires_on=today)
    expiring.write_down_notices(at=clock.now())
    outgoing = OutgoingMail.objects.get()

    subject, text = points_expiring(outgoing)

    assert subject == f"420ポイントの期限は{dates.day_text(today)}です"
    assert "/points/" in text
    assert mail.send_waiting(at=clock.now() + timedelta(minutes=1)) == 1
    post(account, "hold", 420, subject="order:1")
    with pytest.raises(Hopeless):
        points_expiring(outgoing)


def test_what_ends_soonest_is_told():
    account = earned(people.sato(), 10, expires_on=GOOD)
    earned(account.member, 5, expires_on=LAST)
    earned(account.member, 6, expires_on=LAST)

    assert expiring_soon(account.member, japan(11, 10)) == (11, LAST)
    assert expiring_soon(account.member, japan(10, 1)) is None
