"""Whom a person can call, in the language of the page."""

from django.conf import settings
from django.utils import translation

from todock.lib.pages.contact import telephone_desk


def test_the_hours_are_told_in_the_language_of_the_page():
    with translation.override("en"):
        assert "Monday to Friday" in telephone_desk()["telephone_desk_hours"]
    assert telephone_desk()["telephone_desk_hours"] == settings.TELEPHONE_DESK_HOURS


def test_hours_that_nobody_translated_are_told_as_they_are_written(settings):
    settings.TELEPHONE_DESK_HOURS = "毎日10時〜18時"
    with translation.override("en"):
        assert telephone_desk()["telephone_desk_hours"] == "毎日10時〜18時"
