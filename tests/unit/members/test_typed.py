"""What people type about themselves, read as it is meant."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todock.lib.forms import typed

HYPHENS = "-‐‑‒–—―−－ーｰ"


@pytest.mark.parametrize(
    "text",
    [
        "0630812",
        "063-0812",
        "〒063-0812",
        "〒 ０６３−０８１２",
        "063 0812",
        " 063ー0812 ",
        "063‐0812",
    ],
)
def test_a_postcode_is_read_as_people_write_it(text):
    assert typed.postcode(text) == "0630812"


@pytest.mark.parametrize("text", ["", "063081", "06308123", "六三〇八一二", "063-081a"])
def test_what_is_no_postcode_is_not_read_as_one(text):
    assert typed.postcode(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("011-234-5678", "0112345678"),
        ("（０１１）２３４−５６７８", "0112345678"),
        ("011 234 5678", "0112345678"),
        ("0112345678", "0112345678"),
        ("090-1234-5678", "09012345678"),
        ("０８０ー１２３４ー５６７８", "08012345678"),
        ("+81 90 1234 5678", "09012345678"),
        ("＋81-(0)11-234-5678", "0112345678"),
        ("0120-000-000", "0120000000"),
        ("0800-123-4567", "08001234567"),
        ("050-1234-5678", "05012345678"),
    ],
)
def test_a_phone_number_is_read_as_people_write_it(text, number):
    assert typed.phone(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "011-234-567", "011-234-56789", "234-5678", "112345678901", "110"),
        # a mobile number of ten digits has lost one, one of eleven in a city has one too many
        *("090-1234-567", "01123456789", "0120-000-0000"),
        *("0011234567", "011-234-5678 内線3", "なし", "+1 202 555 0100"),
    ],
)
def test_what_is_no_japanese_phone_number_is_asked_for_again(text):
    assert typed.phone(text) is None


#: Ten digits of a city: 0, an area that there is, no second 0.
CITY_NUMBERS = st.builds(
    "0{}{}{:07}".format, st.sampled_from("1234679"), st.integers(1, 9), st.integers(0, 9_999_999)
)


@given(
    digits=CITY_NUMBERS,
    hyphen=st.sampled_from(HYPHENS),
    cuts=st.tuples(st.integers(1, 5), st.integers(6, 9)),
)
def test_hyphens_of_every_kind_may_stand_anywhere(digits, hyphen, cuts):
    first, second = cuts
    written = hyphen.join([digits[:first], digits[first:second], digits[second:]])
    assert typed.phone(written) == digits


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("佐藤", "佐藤"),
        ("  佐藤　", "佐藤"),
        ("𠮷田", "𠮷田"),
        ("髙﨑", "髙﨑"),
        ("辻\U000e0100", "辻\U000e0100"),
        ("神\ufe00", "神\ufe00"),
        ("神", "神"),
        ("佐々木", "佐々木"),
        ("ヴァン　デン  ベルグ", "ヴァン デン ベルグ"),
        ("O'Brien-Smith Jr.", "O'Brien-Smith Jr."),
        ("ｻﾄｳ", "サトウ"),
        ("か\u3099", "が"),
    ],
)
def test_a_name_is_kept_as_it_is_written(text, name):
    assert typed.name(text) == name


@pytest.mark.parametrize(
    "text", ["佐藤1", "佐藤２", "", "　", "・", "佐\x00藤", "佐藤😀", "佐藤@", "①"]
)
def test_digits_controls_and_pictures_are_no_part_of_a_name(text):
    assert typed.name(text) is None


@given(st.text())
def test_a_name_that_was_read_is_read_the_same_again(text):
    name = typed.name(text)
    assert name is None or typed.name(name) == name


@pytest.mark.parametrize(
    ("text", "kana"),
    [
        ("さとう", "サトウ"),
        ("ｻﾄｳ", "サトウ"),
        ("サトウ", "サトウ"),
        (" ﾊﾞﾝ　ﾃﾞﾝ ", "バン デン"),
        ("ゔぁん", "ヴァン"),
        ("サト－", "サトー"),
        ("ジョン・スミス", "ジョン・スミス"),
        ("ｼﾞｮﾝ･ｽﾐｽ", "ジョン・スミス"),
    ],
)
def test_a_reading_becomes_full_width_katakana(text, kana):
    assert typed.kana(text) == kana


@pytest.mark.parametrize("text", ["", "佐藤", "Sato", "サトウ1", "ー", "・", "サトウ!"])
def test_a_reading_is_kana_only(text):
    assert typed.kana(text) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("sato@example.jp", "sato@example.jp"),
        (" Sato@Example.JP ", "Sato@example.jp"),
        ("ｓａｔｏ＠ｅｘａｍｐｌｅ．ｊｐ", "sato@example.jp"),
        ("sato+coop@example.co.jp", "sato+coop@example.co.jp"),
        ("a..b@docomo.ne.jp", "a..b@docomo.ne.jp"),
        (".abc@ezweb.ne.jp", ".abc@ezweb.ne.jp"),
        ("abc.@docomo.ne.jp", "abc.@docomo.ne.jp"),
        ("a...b.@t.vodafone.ne.jp", "a...b.@t.vodafone.ne.jp"),
        ("a/b?c@docomo.ne.jp", "a/b?c@docomo.ne.jp"),
    ],
)
def test_an_email_address_is_read_as_people_write_it(text, address):
    assert typed.email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "sato",
            "sato@",
            "@example.jp",
            "sato@example",
            "sato@@example.jp",
            "sa to@example.jp",
        ),
        # only carriers gave out such addresses: elsewhere it is a slip
        *("a..b@example.jp", ".abc@example.jp", "abc.@notdocomo.ne.jp"),
        *("sato@-example.jp", "sato@example..jp", "佐藤@example.jp", "sato@例え.jp"),
        *("sato@example.jp\r\nBcc: x@example.jp", '"a b"@example.jp', "a" * 65 + "@example.jp"),
    ],
)
def test_what_nothing_can_be_mailed_to_is_asked_for_again(text):
    assert typed.email(text) is None


def test_an_address_with_japanese_letters_is_told_from_a_slip():
    assert typed.is_foreign("sato@日本語.jp")
    assert not typed.is_foreign("ｓａｔｏ＠example")


@given(st.emails())
def test_case_makes_no_other_address(address):
    assert typed.email_key(address) == typed.email_key(address.upper())


@pytest.mark.parametrize(
    "text",
    [
        *("令和5年4月", "R5.4", "r5/4", "2023-04", "2023年4月", "２０２３年４月", "202304"),
        *("2023/4", "R0504", "令和 5 年 4 月", "令和5年4月12日", "2023-4-30"),
    ],
)
def test_a_month_is_read_as_people_write_it(text):
    assert typed.month(text) == date(2023, 4, 1)


@pytest.mark.parametrize("text", ["", "2023", "5年4月", "2023-13", "202300", "4月", "令和5", "abc"])
def test_what_is_no_month_is_asked_for_again(text):
    assert typed.month(text) is None


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_every_month_is_read_in_each_way_of_writing(day):
    first = day.replace(day=1)
    written = [
        f"{day:%Y-%m}",
        f"{day:%Y%m}",
        f"{day.year}年{day.month}月",
        f"{day.year}/{day.month}",
    ]
    assert {typed.month(text) for text in written} == {first}


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("２", 2), ("２人", 2), ("10口", 10), ("0", 0)]
)
def test_a_count_is_read_with_its_word(text, number):
    assert typed.count(text) == number


@pytest.mark.parametrize("text", ["", "二", "-1", "1.5", "2つ", "9999999"])
def test_what_is_no_count_is_asked_for_again(text):
    assert typed.count(text) is None


def test_a_member_number_gets_its_zeros():
    assert typed.member_number("１２-345678", digits=10) == "0012345678"
    assert typed.member_number("12345678901", digits=10) is None
    assert typed.member_number("なし", digits=10) is None


def test_a_code_has_all_its_digits():
    assert typed.code("１２３ ４５６", digits=6) == "123456"
    assert typed.code("12345", digits=6) is None


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_reading(text):
    readers = [typed.postcode, typed.phone, typed.name, typed.kana, typed.email, typed.month]
    for read in [*readers, typed.count, typed.is_foreign]:
        read(text)
