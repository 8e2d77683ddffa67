"""The deadline: everything that is due closes once, freezes, and goes out."""

import hashlib
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from orders import tasks
from orders.actions import closing
from orders.feeds import orders
from orders.mails import order_closed
from orders.models import Channel, FeeRule, Order, OrderEvent, OrderLine, OrderWindow
from orders.queries.fees import fee_for
from orders.queries.rounds import Round
from tests.factories import goods, people, purchases
from todock.feeds.exporting import AlreadyWritten, write_export
from todock.lib import clock, dates, money
from todock.lib.clock import JAPAN
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "feeds": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    return tmp_path


@pytest.fixture
def sato():
    return people.sato()


@pytest.fixture
def window(sato):
    return purchases.window(course=sato.course, closes_at=clock.now() + timedelta(hours=1))


@pytest.fixture
def milk(window):
    return goods.offer(
        cycle=window.cycle, order_number="120451", price_ex_tax=218, product__name="北海道牛乳"
    )


def make_due(window: OrderWindow, *, ago: timedelta) -> None:
    """Move the deadline into the past, as if the time had gone by."""
    window.closes_at = clock.now() - ago
    window.opens_at = window.closes_at - timedelta(days=3)
    window.save()


def content(name: str) -> list[list[str]]:
    with storages["feeds"].open(f"outbox/{name}") as file:
        text = file.read().decode("cp932")
    return [line.split(",") for line in text.split("\r\n")[:-1]]


def test_lines_are_frozen_with_name_price_and_tax_rate(sato, window, milk):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()
    milk.price_ex_tax = milk.price_inc_tax = 999
    milk.save()
    milk.product.name = "べつの牛乳"
    milk.product.save()

    line = OrderLine.objects.get()
    assert (line.name, line.price_ex_tax, line.price_inc_tax, line.tax_rate) == (
        "北海道牛乳 1L",
        218,
        235,
        8,
    )


def test_totals_are_frozen_per_rate_with_the_fee_in_its_own(sato, window, milk):
    soap = goods.offer(
        cycle=window.cycle, price_ex_tax=498, product=goods.product(tax_rate=10, name="石けん")
    )
    purchases.ordered(sato, milk, 2)
    purchases.ordered(sato, soap, 1)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    order = Order.objects.get()
    totals = list(order.totals.values_list("tax_rate", "ex_tax", "tax"))
    # 436 yen at 8 % make 34.88; 498 + 200 of the fee at 10 % make 69.8: both rounded down.
    assert totals == [(8, 436, 34), (10, 698, 69)]
    assert order.fee_inc_tax == 220


def test_what_is_frozen_is_what_the_order_page_showed(sato, window, milk):
    purchases.ordered(sato, milk, 3)
    shown = Round(at=clock.now(), member=sato).summary
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    totals = Order.objects.get().totals.all()
    assert sum(total.ex_tax + total.tax for total in totals) == shown.payable


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


def test_an_empty_order_is_closed_without_fee_mail_or_line_in_the_export(sato, window, milk):
    purchases.ordered(sato, milk, 1)
    purchases.ordered(sato, milk, 0)
    make_due(window, ago=timedelta(minutes=1))

    [file] = closing.close_due_windows()

    order = Order.objects.get()
    assert (order.fee_inc_tax, order.totals.count()) == (0, 0)
    assert not OutgoingMail.objects.exists()
    assert file.rows == 0


@pytest.mark.parametrize(("days", "fee"), [(0, 0), (-1, 220)], ids=["last day", "ended"])
def test_a_fee_support_counts_until_its_end_date(sato, window, milk, days, fee):
    sato.fee_support = "1"
    sato.fee_support_until = window.delivers_on + timedelta(days=days)
    sato.save()
    purchases.ordered(sato, milk, 1)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    assert Order.objects.get().fee_inc_tax == fee


def test_the_newest_fee_rule_on_the_delivery_day_counts(sato, window, milk):
    FeeRule.objects.create(fee_inc_tax=330, starts_on=window.delivers_on)
    FeeRule.objects.create(fee_inc_tax=440, starts_on=window.delivers_on + timedelta(days=1))
    FeeRule.objects.create(fee_inc_tax=550, starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 3))
    cache.clear()
    purchases.ordered(sato, milk, 1)
    shown = fee_for(member=sato, delivers_on=window.delivers_on)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    assert Order.objects.get().fee_inc_tax == shown.inc_tax == 330


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


def test_the_marker_says_rows_hash_and_sum_of_pieces(sato, window, milk, own_folder):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))

    [file] = closing.close_due_windows()

    data = (own_folder / "outbox" / file.name).read_bytes()
    marker = (own_folder / "outbox" / file.name.replace(".csv", ".end")).read_text()
    assert marker.split() == ["1", hashlib.sha256(data).hexdigest(), "2"]


def test_closing_again_changes_nothing_and_gives_the_same_bytes(sato, window, milk, own_folder):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))
    [file] = closing.close_due_windows()
    first = (own_folder / "outbox" / file.name).read_bytes()
    (own_folder / "outbox" / file.name).unlink()

    assert closing.close_due_windows() == []
    [again] = closing.exports_up_to(at=clock.now())

    assert (again.pk, again.sha256) == (file.pk, file.sha256)
    assert (own_folder / "outbox" / file.name).read_bytes() == first
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


def test_one_mail_a_member_waits_in_the_outbox(sato, window, milk):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.kind, mail.key) == (
        sato,
        "order_closed",
        str(Order.objects.get().pk),
    )


def test_the_confirmation_names_every_line_the_totals_and_the_delivery(sato, window, milk):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))
    closing.close_due_windows()

    subject, text = order_closed(OutgoingMail.objects.get())

    assert window.cycle.name in subject
    for part in ("佐藤 花子さん", "120451", "北海道牛乳 1L", "2点", "合計 690円", "220円"):
        assert part in text
    assert dates.day_text(window.delivers_on) in text


def test_the_next_cycle_knows_what_was_bought_last(sato, window, milk):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    past = sato.past_purchases.get()
    assert (past.product, past.cycle, past.quantity, past.times) == (
        milk.product,
        window.cycle,
        2,
        1,
    )


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


def test_an_event_can_be_neither_changed_nor_deleted(sato, milk):
    purchases.ordered(sato, milk, 1)

    for spoil in (
        lambda: OrderEvent.objects.update(quantity_after=9),
        lambda: OrderEvent.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil()

    assert OrderEvent.objects.get().quantity_after == 1


def test_the_confirmation_is_sent_once_from_the_outbox(sato, window, milk, mailoutbox):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))
    closing.close_due_windows()

    for _run in range(2):
        mail.send_waiting(at=clock.now())

    [sent] = mailoutbox
    assert sent.to == ["sato@example.jp"]
    assert "北海道牛乳" in sent.body


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


def test_sql_and_python_round_alike():
    for rounding in ("floor", "half_up", "ceil"):
        amounts = [0, 1, 5, 12, 13, 99, 436, 698, 1_237, 20_005]
        with connection.cursor() as cursor:
            for amount in amounts:
                cursor.execute(
                    f"SELECT {money.divide_sql(f'{amount} * 8', '100', rounding)}, "
                    f"orders_fee_ex_tax({amount}, 10::smallint)"
                )
                assert cursor.fetchone() == (
                    money.tax(amount, 8, rounding),
                    money.ex_tax_of(amount, 10),
                )
