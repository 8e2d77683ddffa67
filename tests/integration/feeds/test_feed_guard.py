"""Full snapshots, and the guard that holds those which change very much."""

import pytest

from tests.integration.feeds.fruits import look, row, standing
from todock.feeds import actions
from todock.feeds.models import FeedFile
from todock.lib.refusals import Refusal

pytestmark = pytest.mark.django_db
State = FeedFile.State


def test_a_full_snapshot_withdraws_what_it_does_not_hold_and_a_delta_does_not(fruits, send):
    send("fruits_20261125_001.csv", [row(n) for n in range(10)], mode="full")
    look()
    send("fruits_20261125_002.csv", [row(1, price=101)], mode="delta")
    look()
    assert len(standing()) == 10
    send("fruits_20261125_003.csv", [row(n) for n in range(9)], mode="full")

    file = look()

    assert file.state == State.APPLIED
    assert len(standing()) == 9
    assert file.result == {"追加・変更": 1, "取りやめ": 1}


@pytest.mark.parametrize(
    "changed",
    [
        [row(n) for n in range(7)],
        [row(n, price=131 if n < 3 else 100) for n in range(10)],
    ],
    ids=["withdraws 30 %", "changes 30 % of the prices by 31 %"],
)
def test_a_snapshot_that_changes_much_is_held_until_staff_release_it(
    fruits, send, feeds_folder, changed
):
    # given ten fruits that stand
    send("fruits_20261125_001.csv", [row(n) for n in range(10)], mode="full")
    look()
    before = standing()
    path = send("fruits_20261125_002.csv", changed, mode="full")

    # when a snapshot changes more than 20 per cent
    file = look()

    # then it is held, looked at as often as one likes, and nothing is changed
    assert file.state == State.HELD
    assert file.difference["standing"] == 10
    assert look().state == State.HELD
    assert path.exists()
    assert standing() == before

    # when staff release what they have seen
    actions.release(file=file, sha256=file.sha256, by="職員")
    file = look()

    # then it is applied
    assert (file.state, file.by) == (State.APPLIED, "職員")
    assert standing() != before


def test_a_snapshot_at_the_limit_of_the_guard_is_not_held(fruits, send):
    send("fruits_20261125_001.csv", [row(n) for n in range(10)], mode="full")
    look()
    send("fruits_20261125_002.csv", [row(n) for n in range(8)], mode="full")

    assert look().state == State.APPLIED


def test_a_release_holds_for_the_bytes_that_were_looked_at_only(fruits, send):
    send("fruits_20261125_001.csv", [row(n) for n in range(10)], mode="full")
    look()
    send("fruits_20261125_002.csv", [row(1)], mode="full")
    held = look()
    # given the sender replaces the held file before the release is worked on
    actions.release(file=held, sha256=held.sha256, by="職員")
    send("fruits_20261125_002.csv", [row(2)], mode="full")

    assert look().state == State.HELD
    assert len(standing()) == 10


def test_a_held_file_that_its_sender_replaces_is_taken_up_anew(fruits, send):
    send("fruits_20261125_001.csv", [row(n) for n in range(10)], mode="full")
    look()
    send("fruits_20261125_002.csv", [row(1)], mode="full")
    assert look().state == State.HELD
    send("fruits_20261125_002.csv", [row(n) for n in range(9)], mode="full")

    assert look().state == State.APPLIED
    assert FeedFile.objects.count() == 2


def test_a_held_file_can_be_sent_back(fruits, send, feeds_folder):
    send("fruits_20261125_001.csv", [row(n) for n in range(10)], mode="full")
    look()
    send("fruits_20261125_002.csv", [row(1)], mode="full")

    file = actions.reject(file=look(), by="職員")

    assert (file.state, file.by) == (State.REFUSED, "職員")
    assert file.location.startswith("failed/")
    with pytest.raises(Refusal):
        actions.release(file=file, sha256=file.sha256, by="職員")
