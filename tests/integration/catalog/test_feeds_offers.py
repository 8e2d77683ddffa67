"""The ``offers`` feed: one cycle, whole, a full snapshot."""

import pytest

from catalog.models import Offer, OfferStock
from tests.factories import goods, people, purchases
from tests.factories.feed_files import offer, problems, receive, release, warnings
from todock.feeds.models import FeedFile

pytestmark = pytest.mark.django_db
State = FeedFile.State


@pytest.fixture
def cycle():
    goods.product(item_code="0000001")
    goods.product(item_code="0000002", name="石けん", tax_rate=10)
    return goods.cycle(code="2026114")


def stocks() -> dict[str, tuple[int, int]]:
    found = OfferStock.objects.select_related("offer")
    return {each.offer.order_number: (each.total_limit, each.taken) for each in found}


def numbers(*, withdrawn: bool = False) -> set[str]:
    found = Offer.objects.filter(withdrawn_at__isnull=not withdrawn)
    return set(found.values_list("order_number", flat=True))


def many(count: int = 10, **more: object) -> list[dict]:
    return [offer(f"{100001 + n}", **more) for n in range(count)]


def test_every_column_arrives(cycle):
    file = receive(
        "offers",
        [
            offer(
                "１００００１",
                媒体コード="M",
                ページ=3,
                コマ=2,
                通常本体価格=250,
                お一人様上限=2,
                企画数量=100,
                定期可=1,
                翌週届け=1,
                別配送=1,
                受付終了="2026-12-01 13:00",
                並び順=7,
                特徴="道産品、お買い得、道産品",
            )
        ],
    )
    assert file.state == State.APPLIED, problems(file)
    made = Offer.objects.get()
    assert (made.order_number, made.product.item_code, made.cycle) == ("100001", "0000001", cycle)
    assert (made.price_ex_tax, made.price_inc_tax, made.usual_price_ex_tax) == (200, 216, 250)
    assert (made.medium, made.page, made.area, made.sort) == ("M", 3, 2, 7)
    assert (made.per_order_limit, made.total_limit, made.lottery) == (2, 100, False)
    assert (made.standing_allowed, made.next_week, made.by_parcel) == (True, True, True)
    assert made.closes_at.isoformat() == "2026-12-01T04:00:00+00:00"
    assert made.tags == ["道産品", "お買い得"]
    assert stocks() == {"100001": (100, 0)}


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"商品コード": "9999999"}, "商品コード"),
        ({"税込価格": 199}, "税込価格"),
        ({"本体価格": -1}, "本体価格"),
        ({"注文番号": "12345"}, "注文番号"),
        ({"お一人様上限": 0}, "お一人様上限"),
        ({"抽選": 2}, "抽選"),
        ({"特徴": "あ" * 21}, "特徴"),
    ],
)
def test_one_bad_row_and_nothing_is_written(cycle, change, column):
    file = receive("offers", [offer("100001"), {**offer("100002"), **change}])
    assert file.state == State.REFUSED
    assert [(line, found) for line, found, _text in problems(file)] == [(3, column)]
    assert numbers() == set()


def test_an_unknown_cycle_is_refused():
    goods.product(item_code="0000001")
    file = receive("offers", [offer()])
    assert file.state == State.REFUSED
    assert problems(file)[0][1] == "企画回コード"


def test_an_order_number_that_stands_twice_is_refused(cycle):
    file = receive("offers", [offer("100001"), offer("100001", "0000002")])
    assert file.state == State.REFUSED
    assert [line for line, *_rest in problems(file)] == [2, 3]


def test_tax_that_is_not_ours_is_only_a_warning(cycle):
    # 8 per cent of 199 yen is 15.92, rounded down
    rows = [offer("100001", price=199), offer("100002", price=199, 税込価格=215)]
    file = receive("offers", rows)
    assert (file.state, warnings(file)) == (State.APPLIED, [(3, "税込価格")])
    assert Offer.objects.get(order_number="100002").price_inc_tax == 215


def test_an_offer_that_vanishes_is_withdrawn_and_may_come_back(cycle):
    receive("offers", many())
    kept = Offer.objects.get(order_number="100010")
    receive("offers", many(9))
    assert numbers(withdrawn=True) == {"100010"}
    receive("offers", [*many(9), offer("100010", 並び順=1)])
    assert numbers(withdrawn=True) == set()
    assert Offer.objects.get(order_number="100010").pk == kept.pk


def test_offers_of_another_cycle_are_left_alone(cycle):
    other = goods.offer(cycle=goods.cycle(code="2026115"))
    receive("offers", many(2))
    other.refresh_from_db()
    assert other.withdrawn_at is None


def test_the_same_again_changes_nothing(cycle):
    receive("offers", many(3, 企画数量=5, 特徴="道産品"))
    cycle.refresh_from_db()
    before = (cycle.revision, list(Offer.objects.order_by("pk").values()), stocks())
    file = receive("offers", many(3, 企画数量=5, 特徴="道産品", 備考="x"))
    cycle.refresh_from_db()
    assert set(file.result.values()) == {0}
    assert (cycle.revision, list(Offer.objects.order_by("pk").values()), stocks()) == before


def test_a_change_draws_this_cycle_anew_and_no_other(cycle):
    other = goods.cycle(code="2026115")
    receive("offers", many(2))
    for each in (cycle, other):
        each.refresh_from_db()
    assert (cycle.revision, other.revision) == (2, 1)


def test_a_file_that_withdraws_much_is_held(cycle):
    receive("offers", many())
    file = receive("offers", many(7))
    assert file.state == State.HELD
    assert (file.difference["standing"], file.difference["withdrawn"]) == (10, 3)
    assert len(numbers()) == 10
    assert release(file).state == State.APPLIED
    assert len(numbers()) == 7


@pytest.mark.parametrize(
    ("jumping", "price", "state"),
    [(2, 300, State.APPLIED), (3, 260, State.APPLIED), (3, 261, State.HELD), (3, 139, State.HELD)],
)
def test_prices_that_jump_hold_the_file(cycle, jumping, price, state):
    # given ten offers at 200 yen
    receive("offers", many())
    # when some of them come with another price: over 20 % of them by over 30 % is too much
    rows = many()
    rows[:jumping] = [offer(row["注文番号"], price=price) for row in rows[:jumping]]
    assert receive("offers", rows).state == state


def test_a_limit_is_never_lowered_beneath_what_is_taken(cycle):
    receive("offers", [offer(企画数量=10)])
    OfferStock.objects.update(taken=6)
    receive("offers", [offer(企画数量=4)])
    assert stocks() == {"100001": (6, 6)}
    receive("offers", [offer(企画数量=8)])
    assert stocks() == {"100001": (8, 6)}


def test_a_lottery_or_no_limit_has_no_stock(cycle):
    receive("offers", [offer(企画数量=10)])
    receive("offers", [offer(企画数量=10, 抽選=1)])
    assert stocks() == {}
    receive("offers", [offer(企画数量=10, 抽選=0)])
    assert stocks() == {"100001": (10, 0)}
    receive("offers", [offer()])
    assert stocks() == {}


def test_an_offer_that_becomes_limited_counts_what_is_ordered_already(cycle):
    # given three pieces ordered while there was no limit
    receive("offers", [offer()])
    sato = people.sato()
    purchases.window(cycle, sato.course)
    purchases.ordered(sato, Offer.objects.get(), 3)
    # when the feed says ten, these three are taken
    receive("offers", [offer(企画数量=10)])
    assert stocks() == {"100001": (10, 3)}


def test_milk_that_somebody_ordered_does_not_become_soap(cycle):
    receive("offers", [offer("100001", "0000001")])
    sato = people.sato()
    purchases.window(cycle, sato.course)
    purchases.ordered(sato, Offer.objects.get(), 1)
    file = receive("offers", [offer("100001", "0000002")])
    assert file.state == State.REFUSED
    assert problems(file)[0][:2] == (2, "商品コード")
    assert Offer.objects.get().product.item_code == "0000001"


def test_a_number_that_nobody_ordered_may_go_to_another_product(cycle):
    receive("offers", [offer("100001", "0000001")])
    receive("offers", [offer("100001", "0000002", 税込価格=220)])
    assert Offer.objects.get().product.item_code == "0000002"
