"""Every window that is due closes once, however late, and an overdue one is told of."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from orders import tasks
from orders.actions import closing
from orders.models import Order
from tests.factories import goods, people, purchases
from tests.integration.orders.closing.deadlines import make_due
from todock.feeds.exporting import AlreadyWritten, write_export
from todock.lib import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_folder")]


def test_a_window_just_before_its_deadline_stays_open(sato, window, milk):
    purchases.ordered(sato, milk, 1)

    closing.close_due_windows(at=window.closes_at - timedelta(microseconds=1))

    assert Order.objects.get().closed_at is None


def test_a_window_closes_only_when_the_slowest_accepted_change_must_be_saved(window, settings):
    make_due(window, ago=timedelta(seconds=settings.CLOSING_DELAY_SECONDS - 2))

    closing.close_due_windows()

    window.refresh_from_db()
    assert window.closed_at is None


def test_the_delay_is_longer_than_the_statement_timeout(settings):
    assert settings.CLOSING_DELAY_SECONDS > settings.STATEMENT_TIMEOUT_SECONDS


def test_a_window_that_was_forgotten_for_weeks_is_closed_all_the_same(sato, window, milk):
    purchases.ordered(sato, milk, 1)
    make_due(window, ago=timedelta(days=45))

    closing.close_due_windows()

    assert Order.objects.get().closed_at is not None


def test_a_window_that_is_long_due_counts_as_overdue(window, settings):
    make_due(window, ago=timedelta(minutes=settings.CLOSING_ALARM_MINUTES + 1))

    assert closing.overdue(at=clock.now()) == [window]


def test_a_closing_that_cannot_run_raises_an_alarm(window, caplog, settings):
    make_due(window, ago=timedelta(minutes=settings.CLOSING_ALARM_MINUTES + 1))
    settings.TAX_ROUNDING = "unknown"

    with pytest.raises(KeyError):
        tasks.close_due_windows()

    assert "overdue" in caplog.text


def test_a_deadline_that_fails_does_not_stop_the_others(sato, window, milk):
    other = purchases.window(cycle=window.cycle, course=people.course("0202", weekday=4))
    purchases.ordered(sato, milk, 1)
    make_due(window, ago=timedelta(minutes=2))
    make_due(other, ago=timedelta(minutes=1))
    at = clock.japan(window.closes_at)
    # The name is taken by an export with other content.
    write_export(
        kind="orders", name=f"orders_{window.cycle.code}_{at:%Y%m%d%H%M}", columns=["x"], rows=[]
    )

    with pytest.raises(AlreadyWritten):
        closing.close_due_windows()

    other.refresh_from_db()
    assert other.exported_at is not None


def test_a_window_that_is_closed_but_not_exported_counts_as_overdue(window, settings):
    make_due(window, ago=timedelta(minutes=settings.CLOSING_ALARM_MINUTES + 1))
    closing.close(closing.Deadline(window.cycle_id, window.closes_at))

    assert closing.overdue(at=clock.now()) == [window]


def test_closing_far_ahead_leaves_what_has_not_opened_and_dates_nothing_in_the_future(
    sato, window, milk
):
    coming = purchases.window(
        cycle=goods.cycle(),
        course=sato.course,
        opens_at=clock.now() + timedelta(days=5),
        closes_at=clock.now() + timedelta(days=8),
    )
    purchases.ordered(sato, milk, 1)

    closing.close_due_windows(at=clock.now() + timedelta(days=10_000))

    window.refresh_from_db()
    coming.refresh_from_db()
    assert (window.closed_at, coming.closed_at) == (window.closes_at, None)


def test_the_command_prints_what_it_wrote_however_far_ahead_the_instant_is(
    sato, window, milk, capsys
):
    purchases.ordered(sato, milk, 2)

    call_command("close_windows", at="2099-01-01")

    assert '"rows": 1' in capsys.readouterr().out
