"""Stages: counted once for all members, paid once, and what a member sees of it."""

from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.db import connection

from points.actions import account_of
from points.actions import stages as stage_actions
from points.models import MemberStage, Sale, StageMonth, StageRule, Transaction
from points.queries import stages
from points.queries.overview import overview_of
from tests.factories import people
from tests.factories.ledger import assert_sound, balances
from todock.lib.dates import JAPAN

pytestmark = pytest.mark.django_db
_numbers = count(1)
LAST = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def from_the_21st(settings):
    settings.POINTS_STAGE_CLOSING_DAY = 20


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAPAN)


def bought(member, yen: int, when: datetime, business: int = 1) -> Sale:
    return Sale.objects.create(
        number=f"S{next(_numbers)}", member=member, sold_at=when, business=business, ex_tax=yen
    )


def standing(member, when: datetime) -> stages.Standing:
    """How a member stands, as her page says it."""
    return overview_of(member, when).stage


def stage_names() -> dict[str, tuple[int, str]]:
    found = MemberStage.objects.values_list("account__member__member_number", "spend", "name")
    return {number: (spend, name) for number, spend, name in found}


def test_the_spend_of_the_month_over_all_businesses_decides_the_stage():
    sato, suzuki = people.sato(), people.suzuki()
    bought(sato, 15_000, at(11, 1))
    bought(sato, 5_000, at(11, 2), business=2)
    bought(suzuki, 19_999, at(11, 1), business=3)

    month = stage_actions.compute(ends_on=LAST, at=at(11, 21))

    assert month.members == 2
    assert stage_names() == {
        sato.member_number: (20_000, "もりステージ"),
        suzuki.member_number: (19_999, "ゆきステージ"),
    }


def test_a_purchase_a_minute_before_midnight_in_japan_still_counts():
    sato = people.sato()
    bought(sato, 1, at(10, 20, 23, 59))
    bought(sato, 10, at(10, 21, 0, 0))
    bought(sato, 100, at(11, 20, 23, 59))
    bought(sato, 1_000, at(11, 21, 0, 0))

    stage_actions.compute(ends_on=LAST, at=at(11, 21))

    assert stage_names()[sato.member_number] == (110, "ゆきステージ")


def test_goods_that_came_back_count_against_the_spend():
    sato = people.sato()
    bought(sato, 20_000, at(11, 1))
    bought(sato, -1, at(11, 2))

    stage_actions.compute(ends_on=LAST, at=at(11, 21))

    assert stage_names()[sato.member_number] == (19_999, "ゆきステージ")


def test_a_spend_beneath_every_threshold_has_the_lowest_stage_and_brings_nothing():
    StageRule.objects.filter(name="ゆきステージ").update(threshold=1_000, bonus=50)
    sato = people.sato()
    bought(sato, -500, at(11, 1))

    stage_actions.compute(ends_on=LAST, at=at(11, 21))

    assert stage_names()[sato.member_number] == (-500, "ゆきステージ")
    assert MemberStage.objects.get().bonus == 0


def test_counted_again_late_sales_are_taken_in_until_the_bonus_is_paid():
    sato = people.sato()
    bought(sato, 15_000, at(11, 1))
    stage_actions.compute(ends_on=LAST, at=at(11, 21))
    bought(sato, 5_000, at(11, 20))

    month = stage_actions.compute(ends_on=LAST, at=at(11, 22))
    assert stage_names()[sato.member_number] == (20_000, "もりステージ")
    stage_actions.pay(month=month, at=at(11, 22))
    bought(sato, 90_000, at(11, 20))
    stage_actions.compute(ends_on=LAST, at=at(11, 23))

    assert stage_names()[sato.member_number] == (20_000, "もりステージ")


def test_a_sale_that_was_somebody_elses_leaves_no_stage_behind():
    sato, suzuki = people.sato(), people.suzuki()
    sale = bought(sato, 20_000, at(11, 1))
    stage_actions.compute(ends_on=LAST, at=at(11, 21))
    Sale.objects.filter(pk=sale.pk).update(member=suzuki)

    month = stage_actions.compute(ends_on=LAST, at=at(11, 22))

    assert stage_names() == {suzuki.member_number: (20_000, "もりステージ")}
    assert stage_actions.pay(month=month, at=at(11, 22)) == 1


def test_from_the_first_payment_on_nothing_is_counted_again():
    sato = people.sato()
    bought(sato, 20_000, at(11, 1))
    month = stage_actions.compute(ends_on=LAST, at=at(11, 21))
    StageMonth.objects.filter(pk=month.pk).update(frozen_at=at(11, 22))
    bought(sato, 30_000, at(11, 1))

    stage_actions.compute(ends_on=LAST, at=at(11, 23))

    assert stage_names()[sato.member_number] == (20_000, "もりステージ")


def test_whom_to_pay_is_found_by_an_index_beside_the_months_before():
    account = account_of(people.sato())
    months = [StageMonth.objects.create(ends_on=date(2026, month, 20)) for month in range(1, 12)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE points_memberstage DISABLE TRIGGER ALL")
        cursor.execute(
            "INSERT INTO points_memberstage (month_id, account_id, spend, name, bonus) "
            "SELECT m, %s + n, 1, '', n %% 2 FROM unnest(%s) m, generate_series(1, 2000) n",
            [account.pk, [month.pk for month in months]],
        )
        cursor.execute("ANALYZE points_memberstage")
        cursor.execute(f"EXPLAIN {stage_actions._TO_PAY}", [months[-1].pk, 0, 500])
        plan = "\n".join(line for (line,) in cursor)
        cursor.execute("DELETE FROM points_memberstage")
        cursor.execute("ALTER TABLE points_memberstage ENABLE TRIGGER ALL")

    assert "member_stage_to_pay" in plan


@pytest.mark.django_db(transaction=True)
def test_a_first_account_is_there_for_a_purchase_while_stages_are_counted(monkeypatch):
    bought(people.sato(), 20_000, at(11, 1))
    bought(people.suzuki(), 20_000, at(11, 1))
    seen = []

    def rules_while_others_buy(day: date) -> list[StageRule]:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT id FROM points_account FOR NO KEY UPDATE NOWAIT")
                seen.extend(cursor.fetchall())
        finally:
            other.close()
        return stages.rules_on(day)

    monkeypatch.setattr(stage_actions, "rules_on", rules_while_others_buy)
    monkeypatch.setattr(stage_actions, "OPENED_AT_ONCE", 1)

    assert stage_actions.compute(ends_on=LAST, at=at(11, 21)).members == 2
    assert len(seen) == 2


def test_what_a_stage_brings_is_paid_once_however_often_the_job_runs():
    sato = people.sato()
    bought(sato, 45_000, at(11, 1))
    month = stage_actions.compute(ends_on=LAST, at=at(11, 21))

    assert stage_actions.pay(month=month, at=at(11, 21)) == 1
    assert stage_actions.pay(month=month, at=at(11, 22)) == 0

    assert balances(sato.points)[0] == 300
    paid = Transaction.objects.get()
    assert (paid.source, paid.place) == ("stage", "11月20日（金）までの実績")
    assert_sound()


def test_an_ended_account_is_passed_over():
    sato = people.sato()
    bought(sato, 45_000, at(11, 1))
    month = stage_actions.compute(ends_on=LAST, at=at(11, 21))
    from points.actions import end_account

    end_account(account=sato.points, at=at(11, 21))

    assert stage_actions.pay(month=month, at=at(11, 21)) == 0


def test_a_month_is_settled_when_its_last_sales_have_come(settings):
    settings.POINTS_STAGE_WAIT_DAYS = 1
    sato = people.sato()
    bought(sato, 45_000, at(11, 1))

    stage_actions.settle_months(at=at(11, 21, 5))
    assert not StageMonth.objects.filter(ends_on=LAST).exists()

    stage_actions.settle_months(at=at(11, 22, 5))
    assert StageMonth.objects.get(ends_on=LAST).paid_at is not None
    assert stage_actions.settle_months(at=at(11, 23, 5)) == 0
    assert balances(sato.points)[0] == 300


def test_a_later_change_of_the_rules_does_not_change_history():
    sato = people.sato()
    bought(sato, 45_000, at(11, 1))
    month = stage_actions.compute(ends_on=LAST, at=at(11, 21))
    stage_actions.pay(month=month, at=at(11, 21))

    StageRule.objects.filter(name="うみステージ").update(name="そら", bonus=1)

    assert stage_names()[sato.member_number] == (45_000, "うみステージ")


def test_a_member_sees_her_stage_what_is_missing_and_what_it_brings():
    sato = people.sato()
    bought(sato, 21_000, at(11, 1))
    stage_actions.compute(ends_on=LAST, at=at(11, 21))
    bought(sato, 5_240, at(11, 22))

    stands = standing(sato, at(11, 25))

    assert (stands.starts_on, stands.ends_on) == (date(2026, 11, 21), date(2026, 12, 20))
    assert (stands.stage, stands.spend) == ("もりステージ", 5_240)
    assert (stands.next_stage.name, stands.missing) == ("もりステージ", 14_760)
    assert (stands.reached.name, stands.next_bonus) == ("ゆきステージ", 0)


def test_more_that_came_back_than_was_bought_is_missing_to_the_next_stage_too():
    sato = people.sato()
    bought(sato, -500, at(11, 22))

    stands = standing(sato, at(11, 25))

    assert (stands.reached.name, stands.next_stage.name) == ("ゆきステージ", "もりステージ")
    assert stands.missing == 20_500


def test_at_the_highest_stage_nothing_is_missing():
    sato = people.sato()
    bought(sato, 50_000, at(11, 22))

    stands = standing(sato, at(11, 25))

    assert (stands.next_stage, stands.missing, stands.next_bonus) == (None, 0, 300)


def test_who_spent_nothing_last_month_is_back_at_the_lowest_stage():
    sato, suzuki = people.sato(), people.suzuki()
    bought(sato, 50_000, at(10, 10))
    stage_actions.compute(ends_on=date(2026, 10, 20), at=at(10, 22))
    assert standing(sato, at(11, 20)).stage == "うみステージ"
    bought(suzuki, 50_000, at(11, 1))

    stage_actions.compute(ends_on=LAST, at=at(11, 22))

    assert standing(sato, at(11, 22)).stage == "ゆきステージ"
    assert standing(suzuki, at(11, 22)).stage == "うみステージ"


def test_the_stage_at_a_deadline_is_the_one_that_the_member_sees():
    sato = people.sato()
    account = account_of(sato)
    bought(sato, 21_000, at(11, 1))
    stage_actions.compute(ends_on=LAST, at=at(11, 21))

    with connection.cursor() as cursor:
        for day in [date(2026, 11, 20), date(2026, 11, 21), date(2026, 12, 20)]:
            sql = stages.stage_of_sql("%(account)s::bigint", "%(on)s::date")
            cursor.execute(f"SELECT {sql}", {"account": account.pk, "on": day})
            noon = datetime.combine(day, datetime.min.time(), JAPAN) + timedelta(hours=12)
            assert cursor.fetchone()[0] == standing(sato, noon).stage
