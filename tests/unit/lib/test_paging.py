"""A page of a list, and whether there are others beside it."""

import pytest
from django.test import RequestFactory

from todock.lib.pages.paging import Page, page_of

ROWS = list(range(45))


def asked(page: str | None) -> Page:
    request = RequestFactory().get("/orders/", {} if page is None else {"page": page})
    return page_of(request, lambda start, most: ROWS[start : start + most], most=20)


def test_the_pages_of_a_list_lead_to_each_other():
    assert asked(None) == Page(ROWS[:20], newer=None, older=2)
    assert asked("2") == Page(ROWS[20:40], newer=1, older=3)
    assert asked("3") == Page(ROWS[40:], newer=2, older=None)


def test_a_page_that_ends_with_the_list_has_none_behind_it():
    request = RequestFactory().get("/orders/")

    assert page_of(request, lambda start, most: ROWS[:20], most=20).older is None


def test_behind_the_last_page_nothing_is_shown_and_the_way_back_is_open():
    assert asked("9") == Page([], newer=8, older=None)


@pytest.mark.parametrize("nonsense", ["", "0", "-1", "1.5", "二", "２", "x", "99999", "1 OR 1=1"])
def test_nonsense_asks_for_the_first_page(nonsense):
    assert asked(nonsense) == asked(None)
