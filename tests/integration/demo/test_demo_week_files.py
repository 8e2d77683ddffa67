"""The demo week: what its files promise to the feed engine, for any date."""

import hashlib
import re
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from members.queries import postcodes
from todock.demo.loading import applications
from todock.demo.making import people, tables
from todock.demo.making.feeds import demo_files, encode, render, write_files
from todock.demo.making.source import PICTURES, allergen_code, read_data
from todock.demo.making.weeks import cycle_name, demo_cycles

TODAY = date(2026, 11, 4)
COURSES = [(row["コースコード"], int(row["曜日"])) for row in tables.courses()]


@pytest.fixture(scope="module")
def files():
    return {name: (table, mode) for name, table, mode in demo_files(TODAY)}


@pytest.fixture(scope="module")
def offers():
    """The offers of the closed, the open and the preview cycle."""
    return [tables.offers(cycle) for cycle in tables.cycles_around(TODAY)]


def days_of_years():
    return [date(2026, 1, 1) + timedelta(days=number) for number in range(3 * 365)]


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


# The people


def test_members_are_sixty_one_over_all_courses_with_unique_numbers():
    rows = tables.members(TODAY)
    assert len(rows) == len({row["組合員番号"] for row in rows}) == 61
    assert {row["コースコード"] for row in rows} >= {code for code, _weekday in COURSES}
    assert all(re.fullmatch(r"\d{10}", row["組合員番号"]) for row in rows)
    assert Counter(row["状態"] for row in rows).keys() == {"1", "2", "3", "9"}
    assert all(row["電話1"].split("-")[1] in ("00", "000", "0000") for row in rows)


def test_postcodes_are_seven_digits():
    assert all(re.fullmatch(r"0\d{6}", row["郵便番号"]) for row in tables.members(TODAY))


def test_the_area_is_served_by_every_course_and_takes_in_every_member():
    rows = read_data("served_postcodes")
    courses = {code for code, _weekday in COURSES}
    delivered = {row["postcode"] for row in rows if row["service"] == "delivery"}

    assert {row["course_code"] for row in rows if row["service"] == "delivery"} == courses
    assert {row["course_code"] for row in rows} <= courses | {""}
    assert {row["postcode"] for row in read_data("members")} <= delivered
    assert {row["postcode"] for row in rows} - delivered
    assert all(bool(row["pickup_place"]) == (row["service"] == "pickup") for row in rows)


def test_served_postcodes_are_those_of_their_towns():
    for row in read_data("served_postcodes"):
        names = [str(town) for town in postcodes.towns(row["postcode"].replace("-", ""))]
        assert names == ["北海道" + row["town"]]


def test_what_applicants_type_stands_on_a_page_that_they_see():
    columns = set(read_data("applications")[0])
    typed = {field for fields in applications.FIELDS.values() for field in fields}
    story = {"story", "begun_hours_ago", "reviewed_hours_ago", "reason", "question", "answer"}
    assert columns == typed | story | {"kind", "email", "member_number", "born_on"}


def test_the_member_whose_telephone_is_corrected_is_one_row():
    (row,) = tables.corrected_members(TODAY)
    assert row["組合員番号"] == people.CORRECTED_NUMBER
    assert row["電話1"] == people.CORRECTED_PHONE
    assert row["メール"]


def test_each_household_has_one_main_card():
    households = Counter(row["世帯番号"] for row in tables.members(TODAY) if row["本家区分"] == "1")
    assert set(households.values()) == {1}
    assert {row["世帯番号"] for row in tables.members(TODAY)} == set(households)


def test_one_member_is_nineteen_on_any_date_until_the_goods_have_come():
    (young,) = (row for row in read_data("members") if row["age_years"])
    for today in days_of_years()[::7]:
        (born,) = (
            row["生年月日"]
            for row in tables.members(today)
            if row["組合員番号"] == young["member_number"]
        )
        twentieth = date(int(born[:4]) + 20, int(born[4:6]), min(int(born[6:]), 28))
        assert twentieth > today + timedelta(days=60)
        assert date(int(born[:4]) + 18, int(born[4:6]), min(int(born[6:]), 28)) < today


def test_a_member_near_the_limit_and_a_stopped_one_are_among_them():
    rows = tables.limits(TODAY)
    assert any(0 < int(row["購入上限"]) - int(row["未請求額"]) < 2000 for row in rows)
    assert any(row["受注停止"] == "1" for row in rows)


def test_the_demo_people_are_members_and_the_new_one_can_be_linked():
    rows = {row["組合員番号"]: row for row in tables.members(TODAY)}
    assert rows[people.SATO_NUMBER]["氏名"] == "佐藤 花子"
    assert rows[people.SUZUKI_NUMBER]["氏名"] == "鈴木 一郎"
    new = rows[people.NEW_LINK.member_number]
    assert new["氏名"] == "高橋 恵子"
    assert new["生年月日"] == tables.day(people.NEW_LINK.birth_date)
    assert new["電話1"].endswith(people.NEW_LINK.phone_last_four)
    assert new["メール"] == people.NEW_EMAIL
    assert people.NEW_EMAIL not in people.MEMBER_NUMBERS


def test_what_sato_has_ordered_is_on_offer(offers):
    zones = {row["商品コード"]: row["温度帯"] for row in tables.products()}
    for lines, table in (
        (people.SATO_CLOSED_LINES, offers[0]),
        (people.SATO_OPEN_LINES, offers[1]),
    ):
        by_number = {row["注文番号"]: row for row in table}
        for number, quantity in lines:
            limit = by_number[number]["お一人様上限"]
            assert 0 < quantity <= int(limit or 99)
        assert {zones[by_number[number]["商品コード"]] for number, _ in lines} == {"1", "2", "3"}
