"""The pages of an application that ask nobody but the person."""

from datetime import date

import pytest

from members.joining import pages as joining
from members.joining.forms import (
    AddressForm,
    CodeForm,
    ContactForm,
    HouseholdForm,
    MembershipForm,
    NameForm,
    StartForm,
)
from members.joining.models import Application, ConsentDocument
from todock.lib import clock

NAME = {
    "family_name": "佐藤",
    "given_name": "花子",
    "family_kana": "さとう",
    "given_kana": "ﾊﾅｺ",
    "born_year": "1955",
    "born_month": "3",
    "born_day": "1",
}
ADDRESS = {
    "postcode": "063-0812",
    "prefecture": "北海道",
    "city": "札幌市西区",
    "town": "琴似二条",
    "block": "1丁目2-3",
    "building": "",
}
TOKYO = {
    **ADDRESS,
    "postcode": "1000001",
    "prefecture": "東京都",
    "city": "千代田区",
    "town": "千代田",
}


def application(kind: str = "join", **typed: dict[str, str]) -> Application:
    return Application(kind=kind, typed=typed)


def name(**changes: str) -> NameForm:
    return NameForm({**NAME, **changes}, application=application())


def address(data: dict[str, str] | None = None, **changes: str) -> AddressForm:
    return AddressForm({**(data or ADDRESS), **changes}, application=application())


def household(**data: str) -> HouseholdForm:
    return HouseholdForm(data, application=application())


def membership(**data: str) -> MembershipForm:
    return MembershipForm({"share_units": "1", **data}, application=application())


def start(data: dict[str, str] | None = None, *, signed_in: bool = False) -> StartForm:
    return StartForm(data, signed_in=signed_in, terms=ConsentDocument(pk=7, kind="terms"))


# Name and birth date


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


# Contact


def test_phones_are_kept_as_digits():
    data = {"phone": "（011）234−5678", "other_phone": "+81 90-1234-5678", "contact_by": "phone"}
    form = ContactForm(data, application=application())
    assert form.is_valid()
    assert form.cleaned_data == {
        "phone": "0112345678",
        "other_phone": "09012345678",
        "contact_by": "phone",
    }


def test_the_same_number_twice_is_kept_once():
    data = {"phone": "011-234-5678", "other_phone": "0112345678", "contact_by": "mail"}
    form = ContactForm(data, application=application())
    assert form.is_valid()
    assert form.cleaned_data["other_phone"] == ""


def test_a_wrong_phone_leads_to_its_field():
    form = ContactForm({"phone": "011-234-56", "contact_by": ""}, application=application())
    assert [anchor for anchor, _text in form.problems] == ["phone", "contact_by_0"]


# Address


def test_town_and_block_become_the_street():
    form = address()
    assert form.is_valid()
    assert form.cleaned_data["street"] == "琴似二条1丁目2-3"
    assert form.cleaned_data["postcode"] == "0630812"


@pytest.mark.parametrize("block", ["琴似二条1丁目2-3", "北海道札幌市西区琴似二条1丁目2-3"])
def test_who_types_the_town_again_gets_it_once(block):
    form = address(block=block)
    assert form.is_valid()
    assert form.cleaned_data["street"] == "琴似二条1丁目2-3"


def test_the_button_fills_in_the_town_and_complains_about_nothing():
    form = AddressForm(
        {"postcode": "〒063-0812", "look_up": "1", "building": "x"}, application=application()
    )
    assert not form.is_valid()
    assert form.problems == []
    assert form.texts == {
        "postcode": "〒063-0812",
        "prefecture": "北海道",
        "city": "札幌市西区",
        "town": "琴似二条",
        "building": "x",
    }


def test_the_button_replaces_what_another_postcode_brought():
    form = address(postcode="0640801", look_up="1")
    assert form.texts["city"] == "札幌市中央区"
    assert form.texts["block"] == "1丁目2-3"


def test_the_button_beside_half_a_postcode_complains_about_that_only():
    form = AddressForm({"postcode": "063", "look_up": "1"}, application=application())
    assert not form.is_valid()
    assert form.problems == [("postcode", "郵便番号は、7けたの数字で入力してください")]


def test_a_postcode_alone_is_enough_to_go_on():
    # given who overlooks the button
    form = AddressForm({"postcode": "0630812"}, application=application())
    # then the page comes again with the town, and asks for the rest
    assert not form.is_valid()
    assert "住所を入れました" in form.found_text
    assert AddressForm({**form.texts, "block": "1-2-3"}, application=application()).is_valid()


def test_a_postcode_and_a_block_are_a_whole_address():
    form = AddressForm({"postcode": "0630812", "block": "1-2-3"}, application=application())
    assert form.is_valid()
    assert form.cleaned_data["city"] == "札幌市西区"


def test_the_postcode_of_the_start_page_fills_the_page_when_it_is_first_seen():
    form = AddressForm(application=application(), initial={"postcode": "０６３０８１２"})
    assert form["town"].value() == "琴似二条"
    assert form.said("code") == []


def test_of_several_towns_one_is_chosen():
    # when the postcode has two towns
    form = AddressForm({"postcode": "0680546", "look_up": "1"}, application=application())
    # then they are offered, and what they share is filled in
    assert [label for _key, label in form.fields["town_choice"].choices] == [
        "夕張市南部青葉町",
        "夕張市南部菊水町",
    ]
    assert form["city"].value() == "夕張市"
    # and choosing is enough
    chosen = {**form.texts, "town_choice": "0680546-1", "block": "1"}
    form = AddressForm(chosen, application=application())
    assert form.is_valid()
    assert form.cleaned_data["street"] == "南部菊水町1"


def test_of_several_towns_one_has_to_be_named():
    form = AddressForm(
        {"postcode": "0680546", "prefecture": "北海道", "city": "夕張市", "block": "1"},
        application=application(),
    )
    assert form.problems == [("town_choice_0", "町名を選ぶか、入力してください")]


def test_a_choice_of_another_postcode_is_forgotten():
    form = address(town_choice="0680546-1")
    assert form.is_valid()
    assert form.cleaned_data["city"] == "札幌市西区"


def test_an_unknown_postcode_is_no_obstacle():
    form = AddressForm({"postcode": "0000000", "look_up": "1"}, application=application())
    assert "見つかりません" in form.found_text
    assert address(postcode="0000000").is_valid()


def test_a_postcode_of_another_prefecture_is_pointed_at():
    form = address(postcode="1000001")
    assert form.problems == [("postcode", "郵便番号と都道府県が合っていません。確かめてください")]


def test_who_lives_outside_names_a_workplace_inside():
    # given a home in Tokyo
    form = address(TOKYO)
    # then the workplace is asked for
    anchors = [anchor for anchor, _text in form.problems]
    assert anchors == ["workplace", "workplace_postcode", "workplace_address"]
    assert not form.panels()[-1].folded
    # and one in Hokkaido is good
    work = {"workplace": "つばさ商店", "workplace_postcode": "0600001"}
    work["workplace_address"] = "北海道札幌市中央区北一条西1丁目"
    assert address(TOKYO, **work).is_valid()
    # and one in Tokyo is not
    form = address(TOKYO, **{**work, "workplace_postcode": "1000001"})
    assert [anchor for anchor, _text in form.problems] == ["workplace_postcode"]
    assert "お勤めの方が申し込めます" in form.problems[0][1]


def test_who_lives_inside_is_not_asked_about_work():
    assert address().panels()[-1].folded
    assert address().is_valid()


def test_half_a_workplace_is_no_workplace():
    form = address(workplace="つばさ商店")
    assert [anchor for anchor, _ in form.problems] == ["workplace_postcode", "workplace_address"]


# Household


def test_a_household_is_counted():
    form = household(adults="２人", seniors="", child_1="令和5年4月", child_2="2021-12")
    form = HouseholdForm({**form.texts, "child_2": "2021-12"}, application=application())
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "adults": 2,
        "seniors": 0,
        "children": [date(2021, 12, 1), date(2023, 4, 1)],
    }


def test_another_child_gets_a_row_and_what_was_typed_stays():
    form = household(adults="2", child_1="R5.4", add_child="1")
    assert not form.is_valid()
    assert not form.errors
    assert [name for name in form.fields if name.startswith("child_")] == ["child_1", "child_2"]
    assert form.texts["child_1"] == "R5.4"
    # and the row is still there when the page is opened again
    assert HouseholdForm(application=application(), initial=form.texts).children == 2


def test_there_are_six_rows_at_most():
    form = household(children_rows="6", add_child="1")
    assert form.children == 6
    assert form.panels()[1].button is None
    assert household(children_rows="9999").children == 6


@pytest.mark.parametrize(
    ("data", "anchor"),
    [
        ({"adults": ""}, "adults"),
        ({"adults": "0"}, "adults"),
        ({"adults": "21"}, "adults"),
        ({"adults": "ふたり"}, "adults"),
        ({"adults": "2", "seniors": "3"}, "seniors"),
        ({"adults": "2", "child_1": "5年"}, "child_1"),
        ({"adults": "2", "child_1": "2150-01"}, "child_1"),
        ({"adults": "2", "child_1": "1990-01"}, "child_1"),
    ],
)
def test_numbers_that_cannot_be_are_pointed_at(data, anchor):
    form = household(**data)
    assert [each for each, _text in form.problems] == [anchor]


# Share units and the introducer


def test_share_units_are_shown_with_their_yen(settings):
    settings.SHARE_UNIT_YEN = 1_000
    form = membership(share_units="１０口")
    assert form.is_valid()
    assert dict(form.rows())["出資金"] == "10口（10,000円）"


@pytest.mark.parametrize("units", ["", "0", "1001", "たくさん"])
def test_share_units_have_bounds(units):
    assert [anchor for anchor, _ in membership(share_units=units).problems] == ["share_units"]


def test_an_introducer_is_taken_without_being_looked_up():
    form = membership(introducer_number="１２３４５")
    assert form.is_valid()
    assert form.cleaned_data["introducer_number"] == "0000012345"
    assert not membership(introducer_number="123456789012").is_valid()


# Start and code


def test_a_start_is_read_as_people_type_it():
    data = {
        "kind": "join",
        "email": "ａ..b＠docomo.ne.jp",
        "postcode": "〒063−0812",
        "terms": "7",
    }
    form = start(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "kind": "join",
        "email": "a..b@docomo.ne.jp",
        "postcode": "0630812",
        "terms": True,
    }
    assert not form.is_robot


def test_an_address_in_japanese_letters_is_refused_kindly():
    form = start({"kind": "join", "email": "佐藤@例え.jp"})
    assert ("email", "メールアドレスは、半角の英字と数字のものを入力してください") in form.problems


def test_only_members_are_offered_the_delivery_alone():
    assert [key for key, _ in start().fields["kind"].choices] == ["both", "join"]
    assert [key for key, _ in start(signed_in=True).fields["kind"].choices] == ["delivery"]
    form = start({"kind": "delivery"})
    assert ("kind_0", "何を申し込むかを選んでください") in form.problems


def test_who_fills_in_the_hidden_field_is_a_robot():
    form = start({"kind": "join", "memo": "https://example.com"})
    assert form.is_robot
    assert not form.is_valid()
    assert "memo" not in form.cleaned_data


def test_the_hidden_field_is_out_of_reach_of_the_keyboard():
    attributes = start().fields["memo"].widget.attrs
    assert attributes["tabindex"] == "-1"
    assert attributes["autocomplete"] == "off"


def test_a_code_is_read_as_people_type_it():
    form = CodeForm({"code": " １２３-４５６ "})
    assert form.is_valid()
    assert form.cleaned_data == {"code": "123456"}
    assert not CodeForm({"code": "12345"}).is_valid()


# The pages together


@pytest.mark.parametrize(
    ("kind", "slugs"),
    [
        ("join", "name contact address household membership consents"),
        ("delivery", "household delivery consents"),
        ("both", "name contact address household delivery membership consents"),
    ],
)
def test_each_kind_has_its_pages(kind, slugs):
    pages = joining.pages_of(application(kind))
    assert [page.slug for page in pages] == slugs.split()


def test_the_indicator_groups_the_pages():
    both = application("both")
    pages = {page.slug: page for page in joining.pages_of(both)}
    far = joining.how_far(both, pages["address"])
    assert far.names == ["メール", "ご本人", "お届け", "出資金", "確認"]
    assert (far.number, far.count) == (2, 5)
    assert far.minutes > joining.how_far(both, pages["membership"]).minutes
    assert joining.how_far(both, None).number == 5


def test_what_was_typed_is_what_the_draft_keeps():
    # given a page with something wrong, something unknown and a list
    data = {"phone": "０１１", "other_phone": ["1", "2"], "contact_by": "x", "stranger": "1"}
    form = ContactForm(data, application=application())
    # then every field is kept as it was typed
    assert form.texts == {"phone": "０１１", "other_phone": "2", "contact_by": "x"}
