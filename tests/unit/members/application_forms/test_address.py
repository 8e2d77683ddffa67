"""Where an applicant lives, what the postcode fills in, and the workplace of who lives outside."""

import pytest

from members.joining.forms import (
    AddressForm,
)
from tests.unit.members.application_forms.filled import TOKYO, address, application


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
