"""The start page of an application, its hidden field, and the mailed code."""

from members.joining.forms import (
    CodeForm,
    StartForm,
)
from members.joining.models import ConsentDocument


def start(data: dict[str, str] | None = None, *, signed_in: bool = False) -> StartForm:
    return StartForm(data, signed_in=signed_in, terms=ConsentDocument(pk=7, kind="terms"))


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
