"""Reading what a member chose from an address, and writing it again."""

import pytest
from django.http import QueryDict

from catalog.drawing import choices
from catalog.rules.filters import Choice


def read(query: str, *, member: bool = False) -> Choice:
    return Choice.read(QueryDict(query), member=member)


def test_an_address_is_read_and_written_again():
    # given
    query = "zone=2&zone=3&tag=%E9%81%93%E7%94%A3%E5%93%81&free=4&certain=1&low=200&sort=cheap"
    # when
    choice = read(query + "&page=3")
    # then
    assert (choice.zones, choice.tags, choice.free) == ((2, 3), ("道産品",), (4,))
    assert read(choice.query.removeprefix("?")) == choice


@pytest.mark.parametrize("query", ["zone=9", "zone=x", "free=0", "free=29", "sort=up", "page=-1"])
def test_what_makes_no_sense_is_left_out(query):
    assert read(query) == Choice()


@pytest.mark.parametrize(
    ("typed", "yen"), [("３００", 300), ("1,200円", 1200), (" 500 ", 500), ("たかい", None)]
)
def test_prices_are_read_as_people_type_them(typed, yen):
    # given
    query = QueryDict(mutable=True)
    query["low"] = typed
    # then
    assert Choice.read(query, member=False).low == yen


def test_prices_the_wrong_way_round_are_turned():
    choice = read("low=900&high=300")
    assert (choice.low, choice.high) == (300, 900)


def test_only_a_member_can_choose_what_was_ordered_before():
    assert not read("before=1&sort=before").personal
    assert read("before=1", member=True).personal
    assert read("sort=before", member=True).personal


def test_every_condition_has_a_chip_that_takes_it_away_and_leads_to_the_first_page():
    # given
    choice = read("zone=2&free=4&high=500&page=2")
    # when
    chips = {chip.words: chip.query for chip in choices.chips(choice, {4: "えび"})}
    # then
    assert chips == {
        "冷蔵": "?free=4&high=500",
        "えびを含む商品を除く": "?zone=2&high=500",
        "500円まで": "?zone=2&free=4",
    }
