"""A file that comes twice, late or corrected."""

import pytest

from tests.integration.feeds.fruits import FIRST, look, row, standing
from todock.feeds.models import FeedFile

pytestmark = pytest.mark.django_db
State = FeedFile.State


def test_the_same_bytes_again_are_a_duplicate_and_change_nothing(fruits, send, feeds_folder):
    send(FIRST, [row(1)])
    look()
    send("fruits_20261126_001.csv", [row(1)])

    file = look()

    assert file.state == State.DUPLICATE
    assert FeedFile.objects.count() == 2
    assert file.location.startswith("done/")


def test_the_same_bytes_under_the_same_name_are_a_duplicate_too(fruits, send, feeds_folder):
    send(FIRST, [row(1)])
    look()
    send(FIRST, [row(1)])

    assert look().state == State.DUPLICATE
    assert not list((feeds_folder / "inbox").iterdir())


def test_the_same_bytes_after_a_refusal_are_not_a_duplicate(fruits, kind, send):
    send(FIRST, [row(1, price=99_000)])
    assert look().state == State.FAILED
    kind(apply=lambda staging: None)
    send(FIRST, [row(1, price=99_000)])

    assert look().state == State.APPLIED


def test_an_older_file_of_the_same_scope_is_stale(fruits, send):
    send("fruits_20261125_002.csv", [row(1, price=200)])
    look()
    send("fruits_20261125_001.csv", [row(1, price=100)])

    file = look()

    assert file.state == State.STALE
    assert "fruits_20261125_002.csv" in file.message
    assert standing() == [("A", "00001", 200)]


def test_an_older_file_of_another_scope_is_not_stale(fruits, send):
    send("fruits_20261125_002.csv", [row(1)])
    look()
    send("fruits_20261125_001.csv", [row(1, basket="B")])

    assert look().state == State.APPLIED


def test_a_corrected_file_of_the_same_name_is_applied(fruits, send):
    send(FIRST, [row(1, price="x")])
    look()
    send(FIRST, [row(1)])

    assert look().state == State.APPLIED
