"""Birth dates are understood as people write them. No database."""

from datetime import date

import pytest

from todock.lib.japanese.birthdays import day, era_year, year


@pytest.mark.parametrize(
    "typed",
    [
        "1955-3-1",
        "1955-03-01",
        "1955/3/1",
        "1955.3.1",
        "1955 3 1",
        "1955年3月1日",
        "１９５５年３月１日",
        "19550301",
        "１９５５０３０１",
        " 1955年 3月 1日 ",
        "昭和30年3月1日",
        "昭和３０年３月１日",
        "昭和30.3.1",
        "昭30.3.1",
        "S30.3.1",
        "s30/3/1",
        "Ｓ３０．３．１",
        "S300301",
        "㍼30年3月1日",
    ],
)
def test_a_birthday_is_understood_as_people_write_it(typed):
    assert day(typed) == date(1955, 3, 1)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("H1.1.8", date(1989, 1, 8)),
        ("1956-2-29", date(1956, 2, 29)),
    ],
)
def test_the_first_and_last_days_of_eras_are_understood(typed, expected):
    assert day(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "昭和", "1955-13-1", "1955-2-29", "195531", "55-3-1", "昭和30年3月", "X30.3.1", "きのう"],
)
def test_what_is_no_day_is_not_guessed(typed):
    assert day(typed) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1955", 1955),
        ("１９５５年", 1955),
        (" 1955 年 ", 1955),
        ("昭和30", 1955),
        ("昭和３０年", 1955),
        ("昭30", 1955),
        ("Ｓ．３０", 1955),
        ("s30", 1955),
        ("平成元年", 1989),
        ("明治45", 1912),
    ],
)
def test_a_year_alone_is_understood_too(typed, expected):
    assert year(typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "年", "30", "元年", "昭和1955", "X30", "19555", "二千年", "-1"]
)
def test_what_is_no_year_is_not_guessed(typed):
    assert year(typed) is None


@pytest.mark.parametrize(
    ("on", "written"),
    [
        (date(1955, 3, 1), "昭和30年"),
        (date(1926, 12, 24), "大正15年"),
        (date(1926, 12, 25), "昭和元年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1989, 1, 8), "平成元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(2019, 5, 1), "令和元年"),
    ],
)
def test_the_year_of_an_era_begins_and_ends_on_its_day(on, written):
    assert era_year(on) == written


def test_days_before_the_eras_that_are_kept_are_refused():
    with pytest.raises(ValueError, match="no era"):
        era_year(date(1867, 12, 31))
