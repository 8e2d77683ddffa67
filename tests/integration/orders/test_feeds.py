"""The ``cycles`` and ``limits`` feeds."""

from datetime import timedelta

import pytest

from catalog.models import Cycle
from orders.models import OrderWindow, PurchaseLimit
from tests.factories import goods, people, purchases
from tests.factories.feed_files import cycle, limit, problems, receive, release, stamp
from todock.feeds.models import FeedFile
from todock.lib import clock

pytestmark = pytest.mark.django_db
State = FeedFile.State


@pytest.fixture(autouse=True)
def courses(db):
    return people.course("0101"), people.course("0102")


def test_a_cycle_comes_with_a_window_for_each_course():
    file = receive("cycles", [cycle(), cycle(course="0102"), cycle("2026115")])
    assert file.state == State.APPLIED, problems(file)
    assert list(Cycle.objects.order_by("code").values_list("code", "name")) == [
        ("2026114", "11月4回"),
        ("2026115", "11月4回"),
    ]
    assert OrderWindow.objects.filter(cycle__code="2026114").count() == 2
    assert set(file.scopes) == {"2026114", "2026115"}


def test_instants_are_read_in_japan_time():
    row = cycle(
        公開日時="2026-11-20 06:00",
        受付開始="2026-11-21 06:00",
        締切="2098-11-25 13:00",
        お届け日="20981202",
    )
    receive("cycles", [row])
    window = OrderWindow.objects.get()
    assert window.closes_at.isoformat() == "2098-11-25T04:00:00+00:00"
    assert window.cycle.publishes_at.isoformat() == "2026-11-19T21:00:00+00:00"


def test_the_rows_of_a_cycle_agree_on_when_it_is_published():
    other = cycle(course="0102", 公開日時=stamp(clock.now() - timedelta(days=3)))
    file = receive("cycles", [cycle(), other])
    assert file.state == State.REFUSED
    assert [line for line, *_rest in problems(file)] == [2, 3]
    assert not Cycle.objects.exists()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"コースコード": "9999"}, "コースコード"),
        ({"企画回コード": "11月4"}, "企画回コード"),
        ({"締切": "2020-01-01 13:00"}, "締切"),
        ({"お届け日": "20260231"}, "お届け日"),
        ({"お届け日": f"{clock.japan_date(clock.now()):%Y%m%d}"}, "お届け日"),
    ],
)
def test_a_bad_row_refuses_the_file(change, column):
    file = receive("cycles", [cycle(), {**cycle(course="0102"), **change}])
    assert file.state == State.REFUSED
    assert problems(file)[0][:2] == (3, column)


def test_the_day_of_the_deadline_is_japans_and_may_be_the_day_of_delivery():
    # given a deadline that is a day earlier in UTC
    closes = {"締切": "2098-11-25 08:00"}
    file = receive("cycles", [cycle(お届け日="20981124", **closes)])
    assert problems(file) == [(2, "お届け日", "お届け日が締切の日より前です。")]
    file = receive("cycles", [cycle(お届け日="20981125", **closes)])
    assert file.state == State.APPLIED, problems(file)


def test_an_open_window_may_be_moved_and_its_pages_are_drawn_anew():
    receive("cycles", [cycle()])
    before = Cycle.objects.get().revision
    later = clock.now() + timedelta(days=3)
    file = receive("cycles", [cycle(締切=stamp(later))])
    assert file.state == State.APPLIED, problems(file)
    assert stamp(OrderWindow.objects.get().closes_at) == stamp(later)
    assert Cycle.objects.get().revision == before + 1


def test_the_same_again_changes_nothing():
    row = cycle()
    receive("cycles", [row])
    before = Cycle.objects.values().get()
    file = receive("cycles", [{**row, "備考": "x"}])
    assert set(file.result.values()) == {0}
    assert Cycle.objects.values().get() == before


def past_window(*, closed: bool) -> OrderWindow:
    """A window of the cycle 2026114 whose deadline was an hour ago."""
    closes_at = (clock.now() - timedelta(hours=1)).replace(second=0, microsecond=0)
    window = purchases.window(
        goods.cycle(code="2026114", name="11月4回"), people.course("0101"), closes_at=closes_at
    )
    if closed:
        OrderWindow.objects.update(closed_at=closes_at + timedelta(minutes=1))
    return window


def row_of(window: OrderWindow, **more: object) -> dict:
    return cycle(
        公開日時=stamp(window.cycle.publishes_at),
        受付開始=stamp(window.opens_at),
        締切=stamp(window.closes_at),
        お届け日=f"{window.delivers_on:%Y%m%d}",
        **more,
    )


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize(
    "change",
    [
        {"締切": "2098-01-01 13:00", "お届け日": "20980101"},
        {"お届け日": "20980101"},
        {"受付開始": "2020-01-01 00:00"},
    ],
)
def test_a_window_whose_deadline_has_passed_is_never_moved(closed, change):
    window = past_window(closed=closed)
    file = receive("cycles", [{**row_of(window), **change}])
    assert file.state == State.REFUSED
    assert problems(file) == [(2, "締切", "締め切った受付期間は変えられません。")]


def test_a_closed_window_that_stays_as_it_is_may_stand_in_the_file():
    window = past_window(closed=True)
    file = receive(
        "cycles", [row_of(window), cycle(course="0102", 公開日時=row_of(window)["公開日時"])]
    )
    assert file.state == State.APPLIED, problems(file)


def test_an_open_window_cannot_be_moved_into_the_past():
    receive("cycles", [cycle()])
    past = clock.now() - timedelta(hours=1)
    file = receive("cycles", [cycle(締切=stamp(past))])
    assert file.state == State.REFUSED
    assert problems(file) == [(2, "締切", "受付中の締切を、過ぎた日時にはできません。")]


def test_a_published_cycle_is_not_hidden_again():
    receive("cycles", [cycle()])
    file = receive("cycles", [cycle(公開日時=stamp(clock.now() + timedelta(hours=2)))])
    assert file.state == State.REFUSED
    assert problems(file)[0][1] == "公開日時"


def test_limits_arrive():
    sato = people.sato()
    file = receive("limits", [limit(受注停止=1, 理由="確認中", 未請求額=-300)])
    assert file.state == State.APPLIED, problems(file)
    made = PurchaseLimit.objects.get(member=sato)
    assert (made.limit, made.unbilled, made.ordering_stopped) == (50_000, -300, True)
    assert made.reason == "確認中"
    assert made.as_of.isoformat() == "2026-10-31T17:00:00+00:00"


def test_an_unknown_member_is_a_problem_of_the_row(settings):
    settings.FEED_BAD_ROWS_PERCENT = 50
    people.sato()
    file = receive("limits", [limit(), limit("0099999999")])
    assert file.state == State.PARTLY
    assert problems(file) == [(3, "組合員番号", "登録のない組合員番号です。")]
    assert PurchaseLimit.objects.count() == 1


def members_with_limits(count: int) -> list[dict]:
    rows = []
    for number in range(1, count + 1):
        made = people.member(f"{number:010}", user=None)
        purchases.purchase_limit(made)
        rows.append(limit(made.member_number))
    return rows


def test_who_is_missing_keeps_limit_and_stop():
    rows = members_with_limits(6)
    last = PurchaseLimit.objects.filter(member__member_number="0000000006")
    last.update(ordering_stopped=True, reason="確認中")
    before = last.values().get()
    file = receive("limits", rows[:5])
    assert file.state == State.APPLIED
    assert file.result["ファイルになく、そのまま残した上限"] == 1
    assert last.values().get() == before


def test_a_file_that_leaves_out_many_is_held_and_deletes_nothing_when_released():
    rows = members_with_limits(6)
    file = receive("limits", rows[:3])
    assert (file.state, file.difference["withdrawn"]) == (State.HELD, 3)
    file = release(file)
    assert file.state == State.APPLIED
    assert PurchaseLimit.objects.count() == 6


def test_a_file_with_bad_rows_frees_nobody_of_a_limit(settings):
    settings.FEED_BAD_ROWS_PERCENT = 50
    rows = members_with_limits(6)
    receive("limits", [*rows[:5], {**rows[5], "購入上限": -1}])
    assert PurchaseLimit.objects.count() == 6


def test_the_same_limits_again_change_nothing():
    people.sato()
    receive("limits", [limit()])
    file = receive("limits", [limit(備考="x")])
    assert set(file.result.values()) == {0}
