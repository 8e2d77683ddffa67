"""The keys by which applications are compared, and how addresses with flats meet."""

import pytest

from members.joining.queries import duplicates
from members.joining.queries.duplicates import Reason

TANAKA = {
    "kana": "タナカミノル",
    "born_on": None,
    "phone": "",
    "other_phone": "",
    "name": "田中 実",
    "address": "札幌市西区琴似二条2丁目3-4",
    "building": "メゾン琴似101",
    "email": "",
}


def person(**changed: object) -> duplicates._Person:
    return duplicates._person(**{**TANAKA, "kana": "", **changed})


def test_keys_are_the_readings_and_the_place():
    keys = duplicates.keys(
        family_kana="ｻﾄｳ",
        given_kana="はなこ",
        city="札幌市西区",
        street="琴似二条１丁目１番",
        building="メゾン",
    )

    assert keys == {"kana_key": "サトハナコ", "address_key": "札幌市西区琴似2-1-1"}


def test_keys_fit_into_their_columns():
    keys = duplicates.keys(
        family_kana="ア" * 99, given_kana="カ" * 99, city="市" * 99, street="町" * 300
    )

    assert len(keys["kana_key"]) == 120
    assert len(keys["address_key"]) == 300


@pytest.mark.parametrize(
    ("address", "building", "same"),
    [
        ("札幌市西区琴似2-2-3-4", "メゾン琴似１０１号室", True),
        ("札幌市西区琴似2-2-3-4", "", True),
        ("札幌市西区琴似2-2-3-4-101", "", True),
        ("札幌市西区琴似2-2-3-4", "メゾン琴似102", False),
        ("札幌市西区琴似2-2-3-4-102", "", False),
        ("札幌市西区琴似2-2-3-5", "メゾン琴似101", False),
        ("", "", False),
    ],
)
def test_another_flat_of_the_house_is_another_address(address, building, same):
    other = person(address=address, building=building)

    found = list(duplicates._in_common(person(), "田中", other))

    assert found == ([Reason.ADDRESS] if same else [])


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("田中 一郎", True),
        ("田中　一郎", True),
        ("田中一郎", True),
        ("田 一郎", False),
        ("", False),
    ],
)
def test_a_membership_is_compared_by_its_family_name(name, same):
    found = list(duplicates._in_common(person(), "田中", person(name=name)))

    assert bool(found) == same


def test_people_without_phone_and_mail_have_none_in_common():
    other = person(address="別の町1")

    assert list(duplicates._in_common(person(), "田中", other)) == []
