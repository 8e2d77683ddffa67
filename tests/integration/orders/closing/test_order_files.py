"""The file of the orders goes out once a deadline, with the same bytes."""

import hashlib
from datetime import date, datetime, timedelta

import pytest
from django.core.files.storage import storages
from django.core.management import call_command

from orders.actions import closing
from orders.feeds import orders
from orders.models import Channel, Order, OrderEvent, OrderLine
from tests.factories import goods, people, purchases
from tests.integration.orders.closing.deadlines import make_due
from todock.lib import clock
from todock.lib.dates import JAPAN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_folder")]


def content(name: str) -> list[list[str]]:
    with storages["feeds"].open(f"outbox/{name}") as file:
        text = file.read().decode("cp932")
    return [line.split(",") for line in text.split("\r\n")[:-1]]


def test_the_export_holds_every_web_line_as_the_contract_says(sato, window, milk):
    suzuki = people.suzuki()
    purchases.ordered(suzuki, milk, 1)
    purchases.ordered(sato, milk, 2)
    paper = goods.offer(cycle=window.cycle)
    OrderLine.objects.create(
        order=Order.objects.get(member=sato), offer=paper, quantity=7, channel=Channel.PAPER
    )
    make_due(window, ago=timedelta(minutes=1))

    [file] = closing.close_due_windows()

    at = clock.japan(window.closes_at)
    assert file.name == f"orders_{window.cycle.code}_{at:%Y%m%d%H%M}.csv"
    header, *rows = content(file.name)
    saved = f"{clock.japan(clock.now()):%Y-%m-%d }"
    assert header == orders.COLUMNS
    assert [row[:10] for row in rows] == [
        ["1", window.cycle.code, "0101", sato.member_number, "120451", "2", "1", "W", "0", "0"],
        ["2", window.cycle.code, "0101", suzuki.member_number, "120451", "1", "1", "W", "0", "0"],
    ]
    assert all(row[10].startswith(saved[:8]) for row in rows)


def test_the_marker_says_rows_hash_and_sum_of_pieces(sato, window, milk, feeds_folder):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))

    [file] = closing.close_due_windows()

    data = (feeds_folder / "outbox" / file.name).read_bytes()
    marker = (feeds_folder / "outbox" / file.name.replace(".csv", ".end")).read_text()
    assert marker.split() == ["1", hashlib.sha256(data).hexdigest(), "2"]


def test_closing_again_changes_nothing_and_gives_the_same_bytes(sato, window, milk, feeds_folder):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))
    [file] = closing.close_due_windows()
    first = (feeds_folder / "outbox" / file.name).read_bytes()
    (feeds_folder / "outbox" / file.name).unlink()

    assert closing.close_due_windows() == []
    [again] = closing.exports_up_to(at=clock.now())

    assert (again.pk, again.sha256) == (file.pk, file.sha256)
    assert (feeds_folder / "outbox" / file.name).read_bytes() == first
    assert OrderEvent.objects.filter(kind="closed").count() == 1
    assert sato.past_purchases.get().times == 1


def test_a_run_that_died_before_the_export_is_taken_up_again(sato, window, milk):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))
    closing.close(closing.Deadline(window.cycle_id, window.closes_at))

    [file] = closing.close_due_windows()

    assert file.rows == 1
    window.refresh_from_db()
    assert window.exported_at is not None


def test_two_deadlines_of_one_cycle_make_two_files(sato, window, milk):
    other_course = people.course("0202", weekday=4)
    later = purchases.window(cycle=window.cycle, course=other_course)
    purchases.ordered(sato, milk, 1)
    purchases.ordered(people.suzuki(course=other_course), milk, 1)
    make_due(window, ago=timedelta(minutes=2))
    make_due(later, ago=timedelta(minutes=1))

    files = closing.close_due_windows()

    assert [file.rows for file in files] == [1, 1]
    assert len({file.name for file in files}) == 2


def test_the_command_closes_at_the_given_instant_and_prints_the_same_files_twice(
    sato, window, milk, capsys
):
    purchases.ordered(sato, milk, 2)
    at = clock.japan(window.closes_at).replace(tzinfo=None).isoformat()

    call_command("close_windows", at=at)
    first = capsys.readouterr().out
    call_command("close_windows", at=at)
    second = capsys.readouterr().out

    assert '"rows": 1' in first
    assert first == second


@pytest.mark.parametrize("closes", ["2026-12-31T23:59", "2027-01-01T00:00", "2028-02-29T13:00"])
def test_the_file_is_named_after_the_deadline_in_japan_at_the_ends_of_days_and_years(sato, closes):
    closes_at = datetime.fromisoformat(closes).replace(tzinfo=JAPAN)
    window = purchases.window(
        course=sato.course,
        opens_at=clock.now() - timedelta(days=1),
        closes_at=closes_at,
        delivers_on=date(2028, 3, 6),
    )

    [file] = closing.close_due_windows(at=closes_at)

    assert file.name == f"orders_{window.cycle.code}_{closes_at:%Y%m%d%H%M}.csv"
