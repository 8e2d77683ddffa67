"""The name of an applicant, its reading and the birth date."""

from datetime import date

import pytest

from members.joining.forms import (
    NameForm,
)
from tests.unit.members.application_forms.filled import application, name
from todock.lib import clock


def test_name_and_reading_become_columns():
    form = name(family_name=" 辻\U000e0100 ", family_kana="つじ")
    assert form.is_valid()
    assert form.cleaned_data == {
        "family_name": "辻\U000e0100",
        "given_name": "花子",
        "family_kana": "ツジ",
        "given_kana": "ハナコ",
        "born_on": date(1955, 3, 1),
    }


@pytest.mark.parametrize(
    "typed",
    [
        ("1955", "3", "1"),
        ("１９５５年", "３月", "１日"),
        ("昭和30", "03", "01"),
        ("S30", "3", "1"),
        ("昭和30年3月1日", "", ""),
        ("19550301", "", ""),
    ],
)
def test_a_birth_date_is_taken_as_people_write_it(typed):
    form = name(**dict(zip(["born_year", "born_month", "born_day"], typed, strict=True)))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born_on"] == date(1955, 3, 1)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"born_year": ""}, "born_year", "「年」を入力"),
        ({"born_year": "30"}, "born_year", "1955か昭和30"),
        ({"born_month": "13"}, "born_month", "1から12"),
        ({"born_month": ""}, "born_month", "1から12"),
        ({"born_day": "32"}, "born_day", "1から31"),
        ({"born_month": "2", "born_day": "30"}, "born_day", "2月に30日はありません"),
        ({"born_year": "1899"}, "born_year", "「年」を確かめて"),
        ({"born_year": "2150"}, "born_year", "「年」を確かめて"),
    ],
)
def test_the_wrong_part_of_a_birth_date_is_pointed_at(changes, field, words):
    form = name(**changes)
    assert not form.is_valid()
    assert [anchor for anchor, _text in form.problems] == [field]
    assert words in form.problems[0][1]


def test_who_turns_eighteen_today_may_apply_and_tomorrow_may_not(settings, monkeypatch):
    settings.JOIN_LEAST_AGE = 18
    today = clock.japan_date(clock.now())
    # 1 March, so that 29 February is no special case
    parts = {"born_month": str(today.month), "born_day": str(min(today.day, 28))}
    assert name(born_year=str(today.year - 18), **parts).is_valid()
    form = name(born_year=str(today.year - 17), **parts)
    assert "18歳以上" in form.problems[0][1]


def test_a_missing_reading_is_proposed_and_to_be_looked_at():
    # when the reading of the family name is left empty
    form = name(family_kana="")
    # then the page comes again, without complaints, with the proposal in it
    assert not form.is_valid()
    assert not form.errors
    assert "フリガナ" in form.notice
    assert form.texts["family_kana"] == "サトウ"
    assert form["family_kana"].value() == "サトウ"
    # and what was typed stays
    assert form.texts["given_kana"] == "ﾊﾅｺ"
    # and the next press is good
    assert NameForm(form.texts, application=application()).is_valid()


def test_a_reading_that_nobody_knows_is_asked_for():
    form = name(family_name="Qwxz", family_kana="")
    assert form.problems == [("family_kana", "セイ（フリガナ）を入力してください")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"family_name": ""}, "姓を入力してください"),
        ({"family_name": "佐藤1"}, "姓は、数字や記号を入れずに入力してください"),
        ({"given_name": "あ" * 31}, "名は、30文字までで入力してください"),
        ({"given_name": "あ" * 300}, "名は、30文字までで入力してください"),
        ({"given_kana": "花子"}, "メイ（フリガナ）は、カタカナかひらがなで入力してください"),
    ],
)
def test_a_complaint_names_the_field_and_what_to_enter(changes, words):
    assert [text for _anchor, text in name(**changes).problems] == [words]


def test_the_check_page_shows_both_calendars():
    form = name()
    assert form.is_valid()
    assert dict(form.rows())["生年月日"] == "1955年3月1日（昭和30年）"
