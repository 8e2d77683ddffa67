"""The year of points of the demo: what its files promise, for any date."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from todock.demo.making import people, points, tables
from todock.demo.making.feeds import encode, points_files, write_points
from todock.demo.making.source import read_data

TODAY = date(2026, 11, 4)
DAYS = [TODAY, date(2028, 2, 29), date(2029, 1, 1)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def today(request):
    return request.param


@pytest.fixture(scope="module")
def sales(today):
    return points.sales(today)


@pytest.fixture(scope="module")
def entries(today):
    return points.point_entries(today)


def day_of(row: dict[str, str]) -> date:
    return date.fromisoformat(row["取引日時"][:10])


def of(rows: list[dict[str, str]], member_number: str) -> list[dict[str, str]]:
    return [row for row in rows if row["組合員番号"] == member_number]


def test_the_columns_are_those_of_the_contract(sales, entries):
    assert list(sales[0]) == ["取引番号", "組合員番号", "取引日時", "事業", "店舗名", "本体金額"]
    assert list(entries[0]) == [
        *("取引番号", "組合員番号", "取引日時", "区分", "ポイント"),
        *("店舗コード", "店舗名", "対象額", "有効期限"),
    ]


def test_files_come_in_order_with_numbers_that_the_week_has_not_taken(today):
    names = [name for name, _table, _mode in points_files(today)]

    day = f"{today:%Y%m%d}"
    assert names[0] == f"cycles_{day}_002.csv"
    assert names[1:-2] == [f"offers_{day}_{number:03}.csv" for number in range(4, 12)]
    assert names[-2:] == [f"sales_{day}_001.csv", f"point_entries_{day}_001.csv"]


def test_cycles_that_stand_are_left_out_and_the_others_keep_their_numbers():
    known = {cycle.code for cycle in points.cycles_before(TODAY)[:3]}

    files = list(points_files(TODAY, known))
    cycles = {row["企画回コード"] for row in files[0][1]}
    assert cycles == {cycle.code for cycle in points.cycles_before(TODAY)[3:]}
    assert [name for name, _table, _mode in files][1] == "offers_20261104_007.csv"
    everything = {cycle.code for cycle in points.cycles_before(TODAY)}
    assert [name.split("_2")[0] for name, _table, _mode in points_files(TODAY, everything)] == [
        "sales",
        "point_entries",
    ]


def test_the_same_date_gives_the_same_bytes(tmp_path):
    once = [path.read_bytes() for path in write_points(tmp_path / "once", TODAY)]
    again = [path.read_bytes() for path in write_points(tmp_path / "again", TODAY)]

    assert once == again
    assert encode(points.sales(TODAY)).decode("cp932").count("\r\n") == len(points.sales(TODAY)) + 1


def test_a_number_stands_for_one_receipt(sales, entries):
    for rows in (sales, entries):
        assert len({row["取引番号"] for row in rows}) == len(rows)
    spent = {row["取引番号"]: (row["組合員番号"], row["本体金額"]) for row in sales}
    for row in entries:
        if row["対象額"]:
            assert spent[row["取引番号"]] == (row["組合員番号"], row["対象額"])
        else:
            assert row["取引番号"] not in spent


def test_everything_happened_before_today_and_nothing_long_before_a_year_ago(today, sales, entries):
    for row in [*sales, *entries]:
        assert points.begins_on(today, 13) <= day_of(row) < today


def test_every_member_who_has_not_left_has_a_year_and_nobody_else(today, sales, entries):
    members = {row["member_number"] for row in read_data("members") if row["status"] != "3"}

    assert {row["組合員番号"] for row in sales} == members
    assert {row["組合員番号"] for row in entries} == members
    joined = {row["member_number"]: row["joined_on"] for row in read_data("members")}
    for row in sales:
        assert row["取引日時"][:10] >= joined[row["組合員番号"]]


def test_a_point_is_330_yen_before_tax_in_one_direction_and_the_other(entries):
    for row in entries:
        if row["対象額"]:
            yen, earned = int(row["対象額"]), int(row["ポイント"])
            assert abs(earned) == abs(yen) // points.YEN_PER_POINT
            assert (earned > 0) == (yen > 0)
    assert "0" not in {row["ポイント"] for row in entries}


def test_points_end_with_the_month_twelve_months_later(entries):
    for row in entries:
        if row["区分"] == "E":
            ends = row["有効期限"]
            last = date(int(ends[:4]), int(ends[4:6]), int(ends[6:]))
            assert (last + timedelta(days=1)).day == 1
            on = day_of(row)
            assert (last.year, last.month) == (on.year + 1, on.month)


def test_only_the_last_two_days_are_pending(today, entries):
    pending = [row for row in entries if row["区分"] == "P"]

    assert of(pending, people.SATO_NUMBER)
    assert all(day_of(row) >= today - timedelta(days=2) for row in pending)
    assert all(row["有効期限"] == "" and int(row["ポイント"]) > 0 for row in pending)


def test_goods_came_back_once_and_papers_were_recycled(sales, entries):
    (returned,) = (row for row in entries if int(row["ポイント"]) < 0)
    (receipt,) = (row for row in sales if int(row["本体金額"]) < 0)
    recycled = [row for row in entries if row["店舗名"].endswith("資源回収")]

    assert returned["取引番号"] == receipt["取引番号"]
    assert returned["組合員番号"] == people.SATO_NUMBER
    assert len(of(recycled, people.SATO_NUMBER)) >= 12
    assert {(row["ポイント"], row["対象額"]) for row in recycled} == {("5", "")}


def test_no_balance_is_ever_negative(entries):
    balances: dict[str, int] = defaultdict(int)
    for row in entries:
        balances[row["組合員番号"]] += int(row["ポイント"])
        assert balances[row["組合員番号"]] >= 0


def test_sato_shops_most_often_and_the_sign_ins_one_to_three_times_a_week(today, sales):
    begins = points.begins_on(today)
    weeks = (today - begins).days / 7
    visits = Counter(
        row["組合員番号"] for row in sales if row["事業"] == "1" and day_of(row) >= begins
    )

    assert visits.most_common(1)[0][0] == people.SATO_NUMBER
    for number in people.MEMBER_NUMBERS.values():
        assert 0.9 <= visits[number] / weeks <= 3.1
    others = [visits[number] for number in visits if number not in points.HABITS]
    assert max(others) / weeks < 1


def test_sato_has_hundreds_of_points_that_end_with_this_month(today, entries):
    this_month = [
        int(row["ポイント"])
        for row in of(entries, people.SATO_NUMBER)
        if row["有効期限"].startswith(f"{today:%Y%m}")
    ]
    assert 700 < sum(this_month) < 1_000


def test_too_little_expires_for_staff_to_be_asked(today, entries):
    last_month = points.begins_on(today, 1)
    ended = [int(row["ポイント"]) for row in entries if row["有効期限"][:6] == f"{last_month:%Y%m}"]
    assert 0 < sum(ended) < 1_000


def test_deliveries_are_billed_as_they_were_ordered(today, sales):
    billed = {row["取引番号"]: int(row["本体金額"]) for row in sales if row["事業"] == "2"}

    assert {number[8:] for number in billed} == set(points.DELIVERED)
    for cycle in points.cycles_before(today):
        prices = {row["注文番号"]: int(row["本体価格"]) for row in points.offers(cycle)}
        for member in points.DELIVERED:
            lines = points.lines(cycle.code, member)
            assert len(lines) == points.DELIVERED[member] + 2
            ordered = sum(prices[number] * pieces for number, pieces in lines.items())
            assert billed[f"D{cycle.code}{member}"] == ordered


def test_past_cycles_come_before_the_closed_one_and_were_delivered_before_today():
    for number in range(0, 400, 3):
        today = TODAY + timedelta(days=number)
        past, closed = points.cycles_before(today), tables.cycles_around(today)[0]
        codes = [cycle.code for cycle in [*past, closed]]
        assert codes == sorted(set(codes))
        assert len(past) == points.PAST_WEEKS
        for cycle in past:
            assert cycle.letter == "C"
            assert all(window.delivers_on < today for window in cycle.windows)
            assert all(window.opens_at < window.closes_at for window in cycle.windows)


def test_branches_are_where_the_members_live_and_have_one_name_a_code():
    names: dict[str, set[str]] = defaultdict(set)
    for shops in points.SHOPS.values():
        for code, name in shops:
            names[code].add(name)
    assert all(len(each) == 1 for each in names.values())
    assert {row["postcode"][:2] for row in read_data("members")} <= set(points.SHOPS)
