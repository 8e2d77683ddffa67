"""``check``: settings that make no card that a scanner reads are found at the start."""

import pytest
from django.test import override_settings

from members.card import checks

GOOD = {
    "CARD_SYMBOLOGY": "ean13",
    "CARD_PREFIX": "2",
    "MEMBER_NUMBER_DIGITS": 10,
    "CARD_ISSUE_DIGITS": 1,
    "CARD_NUMBER_LENGTH": 13,
    "CARD_CHECK_DIGIT": "ean",
}


def found(**changed: object) -> list[str]:
    with override_settings(**{**GOOD, **changed}):
        messages = checks.check_card(None)
    assert all(message.hint.startswith("Set ") for message in messages)
    return [message.id.removeprefix("members.") for message in messages]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"CARD_SYMBOLOGY": "code128", "CARD_CHECK_DIGIT": "luhn"},
        {"CARD_SYMBOLOGY": "nw7", "CARD_PREFIX": "", "CARD_NUMBER_LENGTH": 12},
        {"CARD_SYMBOLOGY": "nw7", "CARD_CHECK_DIGIT": "none", "CARD_NUMBER_LENGTH": 12},
    ],
)
def test_settings_that_fit_pass(changed: dict):
    assert found(**changed) == []


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"CARD_PREFIX": "K"}, "E001"),
        ({"CARD_PREFIX": "２"}, "E001"),
        ({"CARD_ISSUE_DIGITS": 0, "CARD_PREFIX": "20"}, "E002"),
        ({"CARD_NUMBER_LENGTH": 12}, "E003"),
        ({"CARD_PREFIX": "29"}, "E003"),
        ({"MEMBER_NUMBER_DIGITS": 9}, "E003"),
        ({"CARD_PREFIX": "299999999", "CARD_NUMBER_LENGTH": 21}, "E004"),
        ({"CARD_PREFIX": "29", "CARD_NUMBER_LENGTH": 14}, "E005"),
        ({"CARD_CHECK_DIGIT": "luhn"}, "E005"),
        ({"CARD_CHECK_DIGIT": "none", "CARD_PREFIX": "20"}, "E005"),
    ],
)
def test_settings_that_do_not_fit_are_found(changed: dict, message: str):
    assert found(**changed) == [message]
