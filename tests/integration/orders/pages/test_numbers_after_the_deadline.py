"""注文番号で注文 when nothing can be ordered: why, when it goes on, and what was typed is kept."""

from datetime import timedelta

import pytest

from members.models import Member
from orders.models import OrderWindow
from tests.factories import goods, people, purchases
from tests.integration.orders.pages.numbers_page import HTMX, URL, quantities, rows
from tests.reading import read
from todock.lib import clock, dates

pytestmark = pytest.mark.django_db


def passes_deadline(window: OrderWindow) -> None:
    window.closes_at = clock.now() - timedelta(hours=1)
    window.save()


def test_after_the_deadline_the_page_says_why_and_when_it_goes_on_instead_of_rows(
    page, window, carrot
) -> None:
    passes_deadline(window)
    later = goods.coming_cycle()
    opens_at = clock.now() + timedelta(days=3)
    purchases.window(later, opens_at=opens_at, closes_at=opens_at + timedelta(days=4))

    shown = read(page.get(URL, {"number": "310126", "quantity": "2"}))

    assert "締め切りました。" in shown
    assert dates.instant_text(window.closes_at).split("）")[0] in shown
    assert "次の12月1回は、" in shown
    assert shown.values("number") == []
    assert "貼りつける" not in shown
    assert "/order/" in shown.hrefs


def test_after_the_deadline_with_no_next_cycle_known_the_page_says_so(page, window) -> None:
    passes_deadline(window)

    shown = read(page.get(URL))

    assert "次の受付が決まったら、ここでお知らせします。" in shown
    assert shown.values("number") == []


def test_what_was_sent_after_the_deadline_is_kept_without_anything_to_press(
    page, sato, window, carrot
) -> None:
    passes_deadline(window)
    typed = [("310126", "2"), ("310999", "1")]

    answer = page.post(URL, rows(*typed, do="order", confirmed=["310126:0", ""]))
    shown = read(answer)

    assert len(shown.values("number")) == 2
    assert "310126" in shown.values("number")
    assert "に締め切りました。変更はできません。" in shown
    assert not [button for button in shown.buttons if "を注文する" in button.name]
    assert quantities(sato) == {}


def test_what_was_not_confirmed_in_time_is_not_asked_for_again(page, sato, window, carrot) -> None:
    passes_deadline(window)

    shown = read(page.post(URL, rows(("310126", "2"), do="order")))

    assert "締め切りました。" in shown
    assert not [line for line in shown.lines if line.endswith("もう一度押してください。")]
    assert quantities(sato) == {}


def test_a_row_confirmed_after_the_deadline_offers_nothing_to_order(page, window, carrot) -> None:
    passes_deadline(window)

    shown = read(page.post("/order/numbers/row/1/", rows(("310126", "2")), headers=HTMX))

    assert "いまは注文できません。" in shown
    assert "1品を注文する" not in shown


def test_a_closed_cycle_names_the_one_that_is_open(page, window) -> None:
    passes_deadline(window)
    later = goods.cycle(name="12月1回", code="2026121")
    purchases.window(later)

    shown = read(page.get(URL, {"cycle": window.cycle.code}))

    assert "11月4回は、いま受け付けていません。" in shown
    assert "?cycle=2026121" in shown.hrefs
    assert shown.values("number") == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"course": None}, "宅配のコースが決まっていません。"),
        ({"state": Member.State.SUSPENDED}, "ただいまご利用を停止しています。"),
    ],
)
def test_who_may_not_order_reads_why_instead_of_rows(client, window, fields, reason) -> None:
    suzuki = people.signed_in(client, people.suzuki(**fields))

    shown = read(suzuki.get(URL))

    assert reason in shown
    assert shown.values("number") == []
