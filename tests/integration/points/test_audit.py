"""点検: the ledger added up again; whatever was tampered with is found, with its row."""

import pytest
from django.db import connection

from orders.actions import points as points_actions
from orders.models import Order, OrderTotal
from points.actions import audit
from points.mails import audit_differs
from points.models import Account
from tests.factories import goods, people, purchases
from tests.factories.ledger import earned, post
from todock.lib import clock
from todock.post.models import StaffMessage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account() -> Account:
    account = earned(people.sato(), 100)
    post(account, "hold", 30, subject="test:1")
    post(account, "earn_pending", 5)
    return account


def tamper(sql: str, table: str = "") -> None:
    """Change rows behind the ledger's back."""
    with connection.cursor() as cursor:
        if table:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        if table:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def found() -> list[tuple]:
    run = audit.run(at=clock.now())
    return list(run.found.values_list("check_name", "subject", "expected", "found"))


def test_a_sound_ledger_has_no_differences(account):
    run = audit.run(at=clock.now())

    assert run.differences == 0
    assert run.figures["available"] == 70
    assert set(run.figures["checks"].values()) == {0}
    assert run.finished_at is not None
    assert not StaffMessage.objects.exists()


def test_a_balance_that_was_changed_is_found(account):
    tamper("UPDATE points_account SET available = available + 1")

    assert found() == [("balances", "available", 70, 71), ("lots", "available", 71, 70)]


def test_an_entry_that_was_changed_is_found(account):
    tamper("UPDATE points_entry SET amount = 31 WHERE amount = 30", "points_entry")

    names = {name for name, *_rest in found()}
    assert names == {"balances", "zero", "transactions", "amounts"}


def test_a_transaction_that_says_more_than_its_entries_is_found(account):
    tamper("UPDATE points_transaction SET points = 31 WHERE kind = 'hold'", "points_transaction")

    [(name, _key, expected, is_now)] = found()
    assert (name, expected, is_now) == ("amounts", 31, 30)


def test_a_lot_that_was_changed_is_found(account):
    tamper('UPDATE points_lot SET "left" = 69 WHERE "left" = 70')

    assert {name for name, *_rest in found()} == {"lots", "lot_uses"}


def test_a_use_that_is_missing_is_found(account):
    tamper("DELETE FROM points_lotuse", "points_lotuse")

    [(name, _lot, expected, is_now)] = found()
    assert (name, expected, is_now) == ("lot_uses", 100, 70)


def test_of_many_rows_that_differ_some_are_kept_and_all_are_counted(account, monkeypatch):
    earned(people.suzuki(), 1)
    monkeypatch.setattr(audit, "KEPT", 1)
    tamper("UPDATE points_account SET prepaid = 5")

    run = audit.run(at=clock.now())

    assert (run.differences, run.found.count()) == (2, 1)


def test_an_alarm_says_how_many_and_where(account, caplog):
    tamper("UPDATE points_account SET available = available + 1")

    run = audit.run(at=clock.now())

    assert "found 2 differences" in caplog.text
    message = StaffMessage.objects.get(kind=audit.DIFFERS)
    assert "2件" in audit_differs(message, clock.now())
    assert f"/admin/points/auditrun/{run.pk}/" in audit_differs(message, clock.now())


@pytest.fixture
def order() -> Order:
    """佐藤さん's open order, on which she uses 100 points."""
    sato = people.sato()
    earned(sato, 500)
    window = purchases.window(course=sato.course)
    purchases.set_to(sato, goods.offer(cycle=window.cycle, price_ex_tax=500), 1)
    points_actions.set_points(
        member=sato, cycle=window.cycle, mode="number", points=100, by=sato.user
    )
    return Order.objects.get()


def test_an_order_that_uses_points_has_no_differences(order):
    assert found() == []


def test_an_order_that_uses_more_than_is_held_is_found(order):
    tamper("UPDATE orders_order SET points_mode = 'all', points_wanted = 0, points_used = 120")

    assert found() == [("held", f"order:{order.pk}", 120, 100)]


def test_an_order_that_closed_without_spending_is_found(order):
    tamper("UPDATE orders_order SET closed_at = now(), fee_inc_tax = 0")
    OrderTotal.objects.create(order=order, tax_rate=8, ex_tax=500, tax=40, points=99)

    assert sorted(found()) == [
        ("held", f"order:{order.pk}", 0, 100),
        ("rates", f"order:{order.pk}", 100, 99),
        ("spent", f"order:{order.pk}", 100, 0),
    ]


def test_a_check_that_leads_nowhere_is_no_silence(account, settings):
    settings.POINTS_AUDIT_CHECKS = ["orders.queries.points_audit.NOTHING"]

    with pytest.raises(ImportError):
        audit.run(at=clock.now())
