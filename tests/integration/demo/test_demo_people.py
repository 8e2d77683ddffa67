"""The people of the demo week, where they live, and what one of them has ordered."""

import re
from collections import Counter
from datetime import date, timedelta

from members.queries import postcodes
from tests.integration.demo.demo_dates import COURSES, TODAY, days_of_years
from todock.demo.loading import applications
from todock.demo.making import people, tables
from todock.demo.making.source import read_data


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
