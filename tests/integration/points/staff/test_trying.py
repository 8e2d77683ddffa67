"""試算: what goods would earn with a campaign and without it, before it begins."""

from datetime import date, timedelta

import pytest

from catalog.models import Category
from points.models import Campaign, EarnRule
from tests.factories import goods, people
from tests.integration.points.staff.staff_pages import at, words

pytestmark = pytest.mark.django_db

MOST_QUERIES = 14
#: A Tuesday on which the campaign begins.
FIRST = date(2031, 4, 1)
LAST = FIRST + timedelta(days=9)


@pytest.fixture(autouse=True)
def rule() -> EarnRule:
    """1 point for every 100 yen, from the day before; nothing for alcohol."""
    EarnRule.objects.all().delete()
    return EarnRule.objects.create(yen_per_point=100, starts_on=FIRST - timedelta(days=1))


def campaign(**kw) -> Campaign:
    about = {"name": "春の2倍", "percent": 200, "starts_on": FIRST, "ends_on": LAST, **kw}
    return Campaign.objects.create(**about)


def try_out(client, tried: Campaign, *lines: dict, on: date = FIRST, stage: str = ""):
    typed = {"on": on.isoformat(), "stage": stage}
    for place, line in enumerate(lines, start=1):
        typed |= {f"line{place}-{name}": value for name, value in line.items()}
    return client.get(at("campaign_try", tried.pk), typed)


def told(page) -> list[tuple]:
    outcome = page.context["outcome"]
    return [
        (each.goods.ex_tax, each.times, each.campaigns, each.earned.points, each.without.points)
        for each in outcome.lines
    ]


def test_a_campaign_is_reached_from_its_page_and_asks_for_its_first_day(staff):
    tried = campaign(cycle_code="2031041", order_number="120451")

    assert at("campaign_try", tried.pk) in words(staff.get(at("campaign_change", tried.pk)))
    page = words(staff.get(at("campaign_try", tried.pk)))

    assert 'value="2031-04-01"' in page
    assert 'value="2031041"' in page
    assert 'value="120451"' in page


def test_each_line_and_the_sum_stand_beside_what_they_were_without(staff):
    page = try_out(
        staff,
        campaign(category_code="01"),
        {"ex_tax": 150, "category_code": "01"},
        {"ex_tax": 150, "quantity": 2},
        {"ex_tax": 1_000, "alcohol": "on"},
    )

    # Twice 150 and 300 yen make 6 points; without the campaign 150 and 300 yen make 4.
    assert told(page) == [
        (150, "2倍", "春の2倍", 3, 1),
        (300, "1倍", "", 3, 3),
        (1_000, "対象外", "", 0, 0),
    ]
    outcome = page.context["outcome"]
    assert (outcome.ex_tax, outcome.points, outcome.without) == (1_450, 6, 4)
    assert "100円（税抜）で1ポイント" in words(page)


def test_goods_of_a_round_are_found_by_their_numbers(staff):
    meat = Category.objects.create(code="0102", name="肉", path="01/0102/")
    cycle = goods.cycle(code="2031041")
    product = goods.product(name="豚こま", category=meat)
    goods.offer(cycle=cycle, product=product, order_number="120451", price_ex_tax=400)

    page = try_out(
        staff,
        campaign(category_code="01"),
        {"cycle_code": "２０３１０４１", "order_number": "120451", "quantity": 3},
    )

    assert told(page) == [(1_200, "2倍", "春の2倍", 24, 12)]
    assert "豚こま" in words(page)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            {"cycle_code": "2031041", "order_number": "999999"},
            "注文番号999999の商品は見つかりません",
        ),
        ({"order_number": "120451"}, "企画回コードも入力してください。"),
        ({"quantity": 3}, "注文番号か本体金額を入力してください。"),
        ({"ex_tax": -1}, "1"),
        ({}, "商品を一つ以上入力してください。"),
    ],
)
def test_what_cannot_be_tried_out_is_told(staff, line, said):
    page = try_out(staff, campaign(), line)

    assert page.context["outcome"] is None
    assert any(said in error for _target, error in page.context["errors"])


@pytest.mark.parametrize(
    ("on", "points", "warned"),
    [
        (FIRST - timedelta(days=1), 10, True),
        (FIRST, 20, False),
        (LAST, 20, False),
        (LAST + timedelta(days=1), 10, True),
    ],
)
def test_the_campaign_keeps_its_own_days(staff, on, points, warned):
    page = try_out(staff, campaign(), {"ex_tax": 1_000}, on=on)

    assert page.context["outcome"].points == points
    assert ("キャンペーンの期間か曜日に入っていません" in words(page)) == warned


def test_other_campaigns_count_in_both_answers(staff):
    campaign(name="いつもの3倍", percent=300)

    page = try_out(staff, campaign(), {"ex_tax": 1_000})

    assert told(page) == [(1_000, "3倍", "いつもの3倍", 30, 30)]


def test_campaigns_add_up_where_the_setting_says_so(staff, settings):
    settings.POINTS_CAMPAIGNS = "add"
    campaign(name="いつもの3倍", percent=300)

    page = try_out(staff, campaign(), {"ex_tax": 1_000})

    assert told(page) == [(1_000, "4倍", "いつもの3倍、春の2倍", 40, 30)]


def test_a_day_without_a_rule_earns_nothing_and_says_so(staff, rule):
    rule.delete()

    page = try_out(staff, campaign(), {"ex_tax": 1_000})

    assert told(page) == [(1_000, "対象外", "", 0, 0)]
    assert "付与の決まりがないため" in words(page)


def test_the_stage_decides_where_the_campaign_asks_for_one(staff):
    tried = campaign(stage="うみステージ")

    with_it = try_out(staff, tried, {"ex_tax": 1_000}, stage="うみステージ")
    without = try_out(staff, tried, {"ex_tax": 1_000}, stage="もりステージ")

    assert with_it.context["outcome"].points == 20
    assert without.context["outcome"].points == 10


def test_five_goods_cost_one_query_each(staff, django_assert_max_num_queries):
    cycle = goods.cycle(code="2031041")
    numbers = [goods.offer(cycle=cycle).order_number for _each in range(5)]
    lines = [{"cycle_code": "2031041", "order_number": number} for number in numbers]
    with django_assert_max_num_queries(MOST_QUERIES):
        page = try_out(staff, campaign(), *lines)
    assert len(page.context["outcome"].lines) == 5


@pytest.mark.parametrize("who", [people.reviewer, people.counter_clerk, people.suzuki])
def test_others_try_nothing_out(client, who):
    tried = campaign()
    people.signed_in(client, who())

    assert try_out(client, tried, {"ex_tax": 1}).status_code in (302, 403)


def test_a_campaign_that_is_not_there_is_not_found(staff):
    assert staff.get(at("campaign_try", 77)).status_code == 404
