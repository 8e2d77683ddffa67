"""購買履歴: what a member bought in shops and by delivery, to the yen, and nobody else's."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from members.models import Member
from orders.actions import closing
from orders.models import OrderTotal, OrderWindow
from orders.queries.purchases import deliveries_of
from points.models import Sale
from tests.factories import goods, people, point_history, purchases
from tests.reading import Part, text_of
from todock.lib import clock, dates

pytestmark = pytest.mark.django_db
Business = Sale.Business


@pytest.fixture
def sato() -> Member:
    return people.sato()


@pytest.fixture
def sato_client(client, sato) -> Client:
    return people.signed_in(client, sato)


def month_now():
    return clock.japan_date(clock.now()).replace(day=1)


def sale(member: Member, number: str, ex_tax: int, **kw: object) -> Sale:
    fields = {"sold_at": clock.now(), "business": Business.SHOP, "place": "西町店", **kw}
    return Sale.objects.create(member=member, number=number, ex_tax=ex_tax, **fields)


def delivered(member: Member, *lines: tuple[str, int, int]) -> str:
    """Close an order of (category, price before tax, quantity); return its cycle's code."""
    window = purchases.window(course=member.course)
    for number, (name, price, quantity) in enumerate(lines):
        top = goods.category(name=name)
        shelf = goods.category(name=f"{name}の棚{number}", parent=top)
        offer = goods.offer(cycle=window.cycle, product__category=shelf, price_ex_tax=price)
        purchases.ordered(member, offer, quantity)
    now = clock.now()
    OrderWindow.objects.filter(pk=window.pk).update(
        closes_at=now - timedelta(hours=2), delivers_on=month_now()
    )
    closing.close_due_windows(at=now)
    return window.cycle.code


def month_page(client: Client) -> Part:
    return text_of(client, f"/purchases/{month_now():%Y-%m}/")


def rows_of(client: Client, url: str = "/purchases.csv") -> list[list[str]]:
    text = b"".join(client.get(url).streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]


@pytest.mark.parametrize("url", ["/purchases/", "/purchases/2026-11/", "/purchases.csv"])
def test_a_visitor_is_led_to_the_sign_in(client, url) -> None:
    answer = client.get(url)

    assert answer.status_code == 303
    assert answer["Location"].startswith(settings.LOGIN_URL)


def test_shops_are_summed_by_place_before_tax(sato_client, sato) -> None:
    sale(sato, "A-1", 2_000)
    sale(sato, "A-2", -300)
    sale(sato, "B-1", 900, place="北店")
    sale(sato, "C-1", 4_000, business=Business.OTHER, place="")

    text = month_page(sato_client)

    assert "6,600 円（税抜）" in text
    assert "西町店　1,700円" in text
    assert "北店　900円" in text
    assert "その他　4,000円" in text
    assert "返品" in text


def test_deliveries_as_billed_are_not_counted_twice(sato_client, sato) -> None:
    delivered(sato, ("食品", 198, 2))
    sale(sato, "D-1", 77_777, business=Business.DELIVERY, place="宅配")

    text = month_page(sato_client)

    assert "77,777" not in text
    assert "77,777" not in text_of(sato_client, "/purchases/")
    assert "D-1" not in [row[8] for row in rows_of(sato_client)]
    assert "二重に数えていません" in text


def test_deliveries_are_summed_by_the_top_category(sato_client, sato) -> None:
    delivered(sato, ("食品", 198, 2), ("食品", 305, 1), ("日用品", 500, 3))

    kinds = {kind.name: kind.quantity for kind in deliveries_of(sato, month_now()).kinds}

    assert kinds == {"食品": 3, "日用品": 3}
    assert "種類ごと（税込）" in month_page(sato_client)


def test_kinds_fee_and_rounding_add_up_to_what_was_payable(sato_client, sato) -> None:
    delivered(sato, ("食品", 198, 2), ("食品", 333, 7), ("日用品", 101, 9))

    found = deliveries_of(sato, month_now())
    totals = sum(total.ex_tax + total.tax for total in OrderTotal.objects.all())

    assert found.payable == totals
    assert sum(kind.inc_tax for kind in found.kinds) + found.fees + found.rounding == totals
    assert found.rounding != 0
    assert found.fees == 220


def test_an_order_does_not_change_with_the_catalogue(sato_client, sato) -> None:
    code = delivered(sato, ("食品", 198, 2))
    before, rows = deliveries_of(sato, month_now()), rows_of(sato_client)

    Product.objects.update(name="別の名前", tax_rate=10)

    assert deliveries_of(sato, month_now()) == before
    assert rows_of(sato_client) == rows
    assert f"/orders/{code}/" in month_page(sato_client).hrefs


def test_an_open_order_is_no_purchase_yet(sato_client, sato) -> None:
    window = purchases.window(course=sato.course)
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)

    assert "まだ購買履歴がありません" in text_of(sato_client, "/purchases/")


def test_months_stand_with_both_sums_and_say_which_tax(sato_client, sato) -> None:
    delivered(sato, ("食品", 198, 2))
    sale(sato, "A-1", 2_000)
    payable = deliveries_of(sato, month_now()).payable

    text = text_of(sato_client, "/purchases/")

    assert "お店など（税抜）" in text
    assert "宅配（税込）" in text
    assert [dates.month_text(month_now()), "2,000円", f"{payable:,}円"] in text.rows


def test_a_receipt_belongs_to_the_month_in_japan(sato_client, sato) -> None:
    first = datetime(2026, 3, 1, tzinfo=dates.JAPAN)
    sale(sato, "A-1", 111, sold_at=first)
    sale(sato, "A-2", 222, sold_at=first - timedelta(seconds=1))

    march = text_of(sato_client, "/purchases/2026-03/")
    months = text_of(sato_client, "/purchases/")

    assert "取引番号 A-1" in march
    assert "取引番号 A-2" not in march
    (february,) = (row for row in months.rows if row[0] == "2026年2月")
    assert "222円" in february


def test_a_receipt_leads_to_its_points(sato_client, sato) -> None:
    movement = point_history.shopped(sato, 18, number="N-1", at=clock.now())

    text = month_page(sato_client)

    assert f"/points/entries/{movement}/" in text.hrefs
    assert sato_client.get(f"/points/entries/{movement}/").status_code == 200


def test_nobody_sees_the_purchases_of_another(client, sato) -> None:
    code = delivered(sato, ("食品", 198, 2))
    point_history.shopped(sato, 18, number="N-1", at=clock.now())
    suzuki = people.signed_in(client, people.suzuki())

    assert "この月のお買い物はありません" in month_page(suzuki)
    assert "まだ購買履歴がありません" in text_of(suzuki, "/purchases/")
    assert rows_of(suzuki) == []
    assert suzuki.get(f"/orders/{code}/").status_code == 404


@pytest.mark.parametrize("month", ["2026-13", "0000-01", "9999-12", "1999-12", "x", "2026-1"])
def test_a_month_that_is_none_is_not_found(sato_client, month) -> None:
    assert sato_client.get(f"/purchases/{month}/").status_code == 404
    assert sato_client.get(f"/purchases.csv?month={month}").status_code == 200


def test_the_file_adds_up_to_the_pages(sato_client, sato) -> None:
    delivered(sato, ("食品", 198, 2), ("食品", 333, 7))
    sale(sato, "A-1", 2_000)
    sale(sato, "A-2", -300)

    rows = rows_of(sato_client, f"/purchases.csv?month={month_now():%Y-%m}")

    with_tax = sum(int(row[6]) for row in rows if row[7] == "税込")
    before_tax = sum(int(row[6]) for row in rows if row[7] == "税抜")
    assert with_tax == deliveries_of(sato, month_now()).payable
    assert before_tax == 1_700


def test_the_file_holds_no_formula(sato_client, sato) -> None:
    sale(sato, "A-1", 5, place="=HYPERLINK(1)")

    assert rows_of(sato_client)[0][2] == "'=HYPERLINK(1)"


def test_the_file_can_be_of_one_month(sato_client, sato) -> None:
    sale(sato, "A-1", 5)
    sale(sato, "A-2", 7, sold_at=clock.now() - timedelta(days=90))

    assert len(rows_of(sato_client)) == 2
    rows = rows_of(sato_client, f"/purchases.csv?month={month_now():%Y-%m}")
    assert [row[8] for row in rows] == ["A-1"]


def test_many_months_have_pages(sato_client, sato) -> None:
    for number in range(15):
        sold_at = datetime(2025 + number // 12, number % 12 + 1, 5, tzinfo=dates.JAPAN)
        sale(sato, f"A-{number}", 100, sold_at=sold_at)

    first, second = (text_of(sato_client, f"/purchases/?page={page}") for page in (1, 2))

    # Beneath the names of the columns.
    assert len(first.rows) == 1 + 12
    assert len(second.rows) == 1 + 3
    assert "この先の履歴はありません" in text_of(sato_client, "/purchases/?page=3")


def test_no_page_asks_more_than_eight_queries(sato_client, sato) -> None:
    delivered(sato, ("食品", 198, 2), ("日用品", 333, 7))
    window = purchases.window(goods.cycle(code="2026121", name="12月1回"), sato.course)
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 1)
    for number in range(60):
        point_history.shopped(sato, 2, number=f"N-{number}", at=clock.now())

    for url in ["/purchases/", f"/purchases/{month_now():%Y-%m}/"]:
        with CaptureQueriesContext(connection) as queries:
            text_of(sato_client, url)
        assert len(queries) <= 8, [each["sql"][:90] for each in queries]
