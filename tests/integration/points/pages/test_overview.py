"""What a member sees of her points: balance, what comes and goes, stage, and ways to use them."""

from datetime import timedelta

import pytest
from django.conf import settings

from members.models import Member
from points import actions
from points.actions import account_of
from points.models import Sale, StageRule, Transaction
from tests.factories import people, point_history
from tests.factories.ledger import earned, post
from tests.integration.points.pages.points_page import text_of, today
from tests.reading import Link
from todock.lib import clock, dates

pytestmark = pytest.mark.django_db
Kind, Source = Transaction.Kind, Transaction.Source


def test_the_balance_says_as_of_when(sato_client, sato) -> None:
    earned(sato, 3_284)

    text = text_of(sato_client)

    assert "3,284 ポイント" in text
    assert dates.day_text(today()) in text
    assert "現在。" in text


def test_pending_points_say_when_they_become_real(sato_client, sato) -> None:
    due = today() + timedelta(days=9)
    for points, days in [(24, 0), (30, 7)]:
        post(account_of(sato), Kind.EARN_PENDING, points, due_on=due + timedelta(days=days))

    text = text_of(sato_client)

    assert "54ポイント" in text
    assert f"まず{dates.day_text(due)}に" in text
    assert "24ポイントが" in text


def test_held_points_are_told_apart_and_lead_to_the_order(sato_client, sato) -> None:
    account = earned(sato, 500)
    actions.hold(account=account, points=200, subject="order:1", key="h", at=clock.now())

    text = text_of(sato_client)

    assert "300 ポイント" in text
    assert "200ポイント" in text
    assert Link("今回の注文を見る", "/order/#points") in text.links


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "420ポイントの期限が近づいています"),
        (30, "420ポイントの期限が近づいています"),
        (31, "いちばん早く期限が来るのは420ポイントです"),
    ],
)
def test_what_expires_soonest_is_told_with_its_day(sato_client, sato, days, words) -> None:
    on = today() + timedelta(days=days)
    earned(sato, 400, expires_on=on)
    earned(sato, 20, expires_on=on)
    earned(sato, 999, expires_on=on + timedelta(days=400))

    text = text_of(sato_client)

    assert words in text
    assert dates.day_text(on) in text


def test_points_that_are_used_or_over_are_not_told_to_expire(sato_client, sato) -> None:
    account = earned(sato, 100, expires_on=today() + timedelta(days=3))
    post(account, Kind.DONATE, 100)
    earned(sato, 70, expires_on=today() - timedelta(days=1))

    text = text_of(sato_client)

    assert "期限が近づいています" not in text
    assert "いちばん早く" not in text


def test_the_last_twelve_months_stand_in_a_table(sato_client, sato) -> None:
    account = earned(sato, 300, at=clock.now() - timedelta(days=70))
    earned(sato, 55)
    post(account, Kind.DONATE, 36)

    text = text_of(sato_client)

    assert len([href for href in text.hrefs if "/points/history/?month=" in href]) == 12
    assert [dates.month_text(today()), "55", "36"] in text.rows
    assert "増えたのは合わせて355ポイント、減ったのは合わせて36ポイント" in text


def stage_rules() -> list[StageRule]:
    """Two stages, and no others."""
    StageRule.objects.all().delete()
    return [
        StageRule.objects.create(
            name=name, threshold=threshold, bonus=bonus, starts_on="2020-01-01"
        )
        for name, threshold, bonus in [("ゆきステージ", 0, 10), ("もりステージ", 20_000, 120)]
    ]


def spent(member: Member, ex_tax: int, number: str = "N-1") -> None:
    Sale.objects.create(
        number=number, member=member, sold_at=clock.now(), business=1, ex_tax=ex_tax
    )


def test_the_stage_says_what_is_missing_and_how_it_is_computed(sato_client, sato) -> None:
    stage_rules()
    spent(sato, 6_000)
    spent(sato, -760, "N-2")
    spent(people.suzuki(), 9_999, "N-3")

    text = text_of(sato_client)

    assert "いまはゆきステージです。" in text
    assert "あと14,760円のお買い物で" in text
    assert text.progress == [(5_240, 20_000)]
    assert "10ポイント" in text.facts.values()
    assert "ステージの決まり方" in text
    assert "20,000円から" in text


def test_the_highest_stage_is_said_to_be_reached(sato_client, sato) -> None:
    stage_rules()
    spent(sato, 20_000)

    text = text_of(sato_client)

    assert "いちばん上のステージに届いています。" in text
    assert text.progress == []
    assert "120ポイント" in text.facts.values()


def test_more_returned_than_bought_is_no_progress(sato_client, sato) -> None:
    stage_rules()
    spent(sato, -500)

    text = text_of(sato_client)

    assert "あと20,500円" in text
    assert text.progress == []


def test_without_rules_there_is_no_stage(sato_client) -> None:
    StageRule.objects.all().delete()

    assert "ステージの決まり方" not in text_of(sato_client)


def test_an_empty_account_is_told_how_to_earn(sato_client) -> None:
    text = text_of(sato_client)

    assert "0 ポイント" in text
    assert "まだポイントの動きがありません" in text
    assert "ポイントのため方" in text


def test_the_prepaid_card_says_where_it_can_be_used_and_where_not(sato_client, sato) -> None:
    post(earned(sato, 500), Kind.EXCHANGE, 300, source=Source.MEMBER)

    text = text_of(sato_client)

    assert "300 円" in text
    assert "残高は100,000円までです。" in text
    assert settings.PREPAID_PLACES in text
    assert "この画面や宅配の注文のお支払いには使えません。" in text
    assert "＋300" in text


def test_each_way_is_offered_only_where_it_exists(sato_client, sato) -> None:
    text = text_of(sato_client)
    assert not {"/points/donate/", "/points/move/"} & set(text.hrefs)

    point_history.donation()
    household = people.household()
    Member.objects.filter(pk=sato.pk).update(card_kind=Member.CardKind.FAMILY, household=household)
    people.suzuki(household=household)

    text = text_of(sato_client)
    assert {"/points/donate/", "/points/move/"} <= set(text.hrefs)
