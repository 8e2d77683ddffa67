"""The demo week: what its files promise to the feed engine, for any date."""

import hashlib
import re
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from tests.integration.demo.demo_dates import COURSES, TODAY, days_of_years
from todock.demo.making import tables
from todock.demo.making.feeds import demo_files, encode, render, write_files
from todock.demo.making.source import PICTURES, allergen_code
from todock.demo.making.weeks import cycle_name, demo_cycles


@pytest.fixture(scope="module")
def files():
    return {name: (table, mode) for name, table, mode in demo_files(TODAY)}


# The calendar


def test_on_every_day_each_course_has_one_closed_one_open_and_one_coming_window():
    for today in days_of_years():
        begins = datetime.combine(today, time.min)
        ends = datetime.combine(today, time.max)
        closed, current, preview = demo_cycles(today, COURSES)
        for before, now, after in zip(
            closed.windows, current.windows, preview.windows, strict=True
        ):
            assert before.closes_at < begins
            assert now.opens_at <= begins
            assert now.closes_at.date() > today
            assert now.closes_at - ends >= timedelta(hours=3)
            assert after.opens_at > ends
            assert before.closes_at < now.opens_at
            assert now.closes_at < after.opens_at


def test_the_preview_is_published_after_today_and_before_any_of_its_windows_opens():
    for today in days_of_years():
        closed, current, preview = demo_cycles(today, COURSES)
        assert preview.published_at.date() > today
        assert current.published_at.date() < today
        for cycle in (closed, current, preview):
            assert cycle.published_at < min(window.opens_at for window in cycle.windows)


def test_goods_come_on_the_weekday_of_the_course_after_its_deadline():
    weekdays = dict(COURSES)
    for today in days_of_years():
        for cycle in demo_cycles(today, COURSES):
            for window in cycle.windows:
                assert window.delivers_on.isoweekday() == weekdays[window.course_code]
                assert window.delivers_on > window.closes_at.date()


def test_three_cycles_in_a_row_have_three_codes_that_grow():
    for today in days_of_years():
        codes = [cycle.code for cycle in demo_cycles(today, COURSES)]
        assert codes == sorted(set(codes))


def test_a_cycle_is_named_after_its_week_within_the_month():
    assert cycle_name(date(2026, 11, 27)) == ("2026114", "11月4回")
    assert cycle_name(date(2026, 12, 1)) == ("2026115", "11月5回")
    assert cycle_name(date(2027, 1, 4)) == ("2027011", "1月1回")


# The files


def test_files_come_in_the_order_in_which_they_have_to_be_received(files):
    kinds = [name.split("_20")[0] for name in files]
    assert kinds == [
        *("courses", "served_postcodes", "cycles", "categories", "images", "products"),
        *("offers", "offers", "offers", "members", "limits"),
    ]
    assert all(re.fullmatch(r"[a-z_]+_20261104_\d{3}\.csv", name) for name in files)


def test_every_table_survives_cp932_unchanged(files):
    for table, _mode in files.values():
        lines = encode(table).decode("cp932").split("\r\n")
        assert lines[-1] == ""
        assert len(lines) - 2 == len(table)
        assert lines[0] == ",".join(table[0])


def test_each_file_has_a_marker_with_its_rows_and_hash(tmp_path, files):
    for path in write_files(tmp_path, TODAY):
        table, mode = files[path.name]
        rows, digest, *rest = path.with_name(path.name + ".end").read_text().splitlines()
        assert int(rows) == len(table)
        assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
        assert rest == ([mode] if mode else [])


def test_the_same_date_gives_the_same_bytes():
    def all_bytes():
        return [(name, encode(table)) for name, table, _mode in demo_files(TODAY)]

    assert all_bytes() == all_bytes()


def test_the_files_can_be_made_for_any_day_of_a_leap_year():
    for today in (date(2028, 2, 29), date(2028, 12, 31), date(2029, 1, 1)):
        for _name, table, _mode in demo_files(today):
            assert encode(table)


def test_a_drawing_becomes_a_square_picture():
    png = render(PICTURES / "milk.svg")
    assert png.startswith(b"\x89PNG")
    assert [int.from_bytes(png[at : at + 4], "big") for at in (16, 20)] == [960, 960]


# The articles


def test_what_is_referred_to_exists(files, offers):
    categories = {row["分類コード"] for row in tables.categories()}
    parents = {row["親分類コード"] for row in tables.categories()}
    pictures = {row["画像キー"] for row in tables.images()}
    items = {row["商品コード"] for row in tables.products()}
    courses = {code for code, _weekday in COURSES}
    for row in tables.products():
        assert row["分類コード"] in categories - parents
        assert row["画像キー"] in pictures
    assert {row["画像キー"] for row in tables.products()} == pictures
    assert parents - {""} <= categories
    assert all(row["商品コード"] in items for table in offers for row in table)
    assert {row["コースコード"] for row in tables.members(TODAY)} <= courses | {""}


def test_a_parent_category_comes_before_its_children():
    seen = {""}
    for row in tables.categories():
        assert row["親分類コード"] in seen
        seen.add(row["分類コード"])


def test_there_is_enough_to_choose_from(offers):
    assert len(tables.products()) >= 330
    assert len(offers[1]) >= 320
    leaves = {row["分類コード"] for row in tables.products()}
    assert len(leaves) >= 16
    assert len({row["メーカー"] for row in tables.products() if row["メーカー"]}) >= 40
    assert sum(row["定期可"] == "1" for row in offers[1]) >= 60
    assert sum(row["酒類"] == "1" for row in tables.products()) >= 10


def test_order_numbers_have_six_digits_and_are_unique_in_a_cycle(offers):
    for table in offers:
        numbers = [row["注文番号"] for row in table]
        assert len(set(numbers)) == len(numbers)
        assert all(re.fullmatch(r"\d{6}", number) for number in numbers)


def test_no_article_appears_twice():
    for columns in (("商品名", "規格"), ("商品コード",)):
        counted = Counter(tuple(row[column] for column in columns) for row in tables.products())
        assert [key for key, count in counted.items() if count > 1] == []
    jan_codes = [row["JANコード"] for row in tables.products() if row["JANコード"]]
    assert len(set(jan_codes)) == len(jan_codes)


def test_jan_codes_are_in_store_codes_with_a_right_check_digit():
    for row in tables.products():
        if code := row["JANコード"]:
            assert re.fullmatch(r"2\d{12}", code)
            assert sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(code)) % 10 == 0


def test_every_article_has_a_reading_and_a_description():
    for row in tables.products():
        assert re.fullmatch(r"[ァ-ヴー]+", row["商品名カナ"]), row["商品名"]
        assert row["説明"].endswith("。")


def test_food_pays_eight_per_cent_and_alcohol_ten():
    for row in tables.products():
        assert row["税率"] in ("8", "10")
        if row["酒類"] == "1":
            assert row["税率"] == "10"


def test_prices_are_positive_and_the_tax_is_rounded_down(offers):
    rates = {row["商品コード"]: int(row["税率"]) for row in tables.products()}
    for row in (row for table in offers for row in table):
        price, inc_tax = int(row["本体価格"]), int(row["税込価格"])
        assert price > 0
        assert inc_tax == price * (100 + rates[row["商品コード"]]) // 100
        if row["通常本体価格"]:
            assert int(row["通常本体価格"]) > price


def test_allergens_are_28_characters_of_three_states():
    for row in tables.products():
        assert re.fullmatch(r"[019]{28}", row["アレルゲン"])
    assert allergen_code("乳 ?くるみ") == "0100000900000000000000000000"
    with pytest.raises(ValueError, match="not in"):
        allergen_code("うに")


def test_the_cycles_differ_in_articles_and_prices(offers):
    closed, current, preview = ({row["注文番号"]: row["本体価格"] for row in t} for t in offers)
    assert closed.keys() - current.keys()
    assert preview.keys() - current.keys()
    for other in (closed, preview):
        same = closed.keys() & current.keys() & other.keys()
        assert any(other[number] != current[number] for number in same)


def test_what_closes_early_closes_before_every_deadline_but_not_today():
    for today in days_of_years()[::31]:
        current = tables.cycles_around(today)[1]
        closing = next(row["受付終了"] for row in tables.offers(current) if row["受付終了"])
        assert today < datetime.strptime(closing, "%Y-%m-%d %H:%M").date()  # noqa: DTZ007
        assert closing < tables.instant(current.first_deadline)
