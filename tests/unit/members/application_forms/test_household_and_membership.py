"""Who lives with an applicant, the share units and the introducer."""

from datetime import date

import pytest

from members.joining.forms import (
    HouseholdForm,
)
from tests.unit.members.application_forms.filled import application, household, membership

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
