"""What people type is understood before anybody complains."""

from datetime import date

import pytest
from django.http import QueryDict

from orders.forms import (
    BirthDateForm,
    LineForm,
    pasted_rows,
    read_order_number,
    read_quantity,
    typed_rows,
)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("2", 2), ("２", 2), (" ２ ", 2), ("2点", 2), ("１２個", 12), ("0", 0), ("003", 3)],
)
def test_quantities_are_read(text, quantity) -> None:
    assert read_quantity(text) == quantity


@pytest.mark.parametrize(
    "text", ["", "点", "-1", "1.5", "3・5", "10 2", "1.5.x", "2x3y", "99999", "9" * 6000, "٣", "二"]
)
def test_what_is_no_quantity_is_none(text) -> None:
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    "text", ["120451", "１２０４５１", "120-451", "120 451", "1204－51", "１２０　４５１"]
)
def test_order_numbers_are_read(text) -> None:
    assert read_order_number(text) == "120451"


@pytest.mark.parametrize("text", ["", "12045", "1204511", "12O451", "abc", "\x00", "١٢٠٤٥١"])
def test_what_is_no_order_number_is_empty(text) -> None:
    assert read_order_number(text) == ""


@pytest.mark.parametrize(
    ("line", "number", "quantity"),
    [
        ("120451 2", "120451", 2),
        ("120451\t2", "120451", 2),
        ("１２０４５１　２個", "120451", 2),
        ("120-451 × 3", "120451", 3),
        ("120451,12", "120451", 12),
        ("120451：4点", "120451", 4),
        ("120451", "120451", 1),
        ("120 451 5", "120451", 5),
    ],
)
def test_a_pasted_line_is_a_row(line, number, quantity) -> None:
    [row] = pasted_rows(line)

    assert (row.number, row.quantity) == (number, quantity)


def test_a_pasted_line_without_a_number_is_kept_as_it_is() -> None:
    first, second = pasted_rows("牛乳を二本\n\n1204512 1\n")

    assert (first.position, first.number_text, first.number) == (1, "牛乳を二本", "")
    assert second.number == ""


def test_a_long_list_ends_at_fifty_rows() -> None:
    assert len(pasted_rows("120451 1\n" * 1000)) == 50


def test_rows_keep_their_place_when_lists_differ_in_length() -> None:
    rows = typed_rows(QueryDict("number=120451&number=&number=120463&quantity=2"))

    assert [row.position for row in rows] == [1, 2, 3]
    assert [row.quantity for row in rows] == [2, 1, 1]
    assert rows[1].is_empty


@pytest.mark.parametrize(
    ("confirmed", "shown"),
    [("120451:2", 2), ("120463:2", None), ("", None), ("120451:x", None), ("120451", None)],
)
def test_a_row_knows_what_it_was_told(confirmed, shown) -> None:
    [row] = typed_rows(QueryDict(f"number=120451&quantity=1&confirmed={confirmed}"))

    assert row.shown == shown


@pytest.mark.parametrize(
    ("data", "wish"),
    [
        ("quantity=2&shown=1", {"quantity": 2, "shown": 1}),
        ("step=1&shown=1", {"step": 1, "shown": 1}),
        ("step=-1&shown=1&quantity=1", {"step": -1, "shown": 1}),
        ("step=1&shown=1&quantity=5", {"quantity": 6, "shown": 1}),
        ("quantity=0", {"quantity": 0, "shown": None}),
    ],
)
def test_a_form_says_what_to_ask_of_the_action(data, wish) -> None:
    form = LineForm(QueryDict(data))

    assert form.is_valid()
    assert form.wish == wish


@pytest.mark.parametrize(
    "year", ["1955", "１９５５", "1955年", "昭和30", "昭和３０年", "S30", "s30"]
)
def test_years_of_the_eras_are_understood(year) -> None:
    form = BirthDateForm({"birth_year": year, "birth_month": "3月", "birth_day": "１日"})

    assert form.is_valid()
    assert form.cleaned_data["born_on"] == date(1955, 3, 1)


def test_the_first_year_of_an_era_has_its_own_name() -> None:
    form = BirthDateForm({"birth_year": "平成元年", "birth_month": "1", "birth_day": "8"})

    assert form.is_valid()
    assert form.cleaned_data["born_on"] == date(1989, 1, 8)
