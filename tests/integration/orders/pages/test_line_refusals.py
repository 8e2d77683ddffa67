"""A quantity that a page sends and that is refused: told at the card, and nothing changed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import Channel, OrderLine, OrderWindow
from tests.factories import goods, purchases
from tests.factories.purchases import quantity_of
from tests.integration.orders.pages.stepper import HTMX, url_of
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["abc", "-1", "1.5x", "100", "9" * 5000, "\x00", "三"])
def test_what_is_no_quantity_is_told_and_changes_nothing(page, sato, offer, typed) -> None:
    purchases.ordered(sato, offer, 1)

    answer = page.post(url_of(offer), {"quantity": typed, "shown": "1"}, headers=HTMX)

    assert answer.status_code == 422
    assert "数量は、0から99までの数字で入力してください。" in read(answer)
    assert quantity_of(sato, offer) == 1


def test_nothing_to_do_is_told_too(page, offer) -> None:
    assert page.post(url_of(offer), {}, headers=HTMX).status_code == 422
    assert page.post(url_of(offer), {}).status_code == 303


def test_a_page_that_is_out_of_date_shows_both_quantities_at_the_card(page, sato, offer) -> None:
    purchases.ordered(sato, offer, 5)

    answer = page.post(url_of(offer), {"quantity": "2", "shown": "1"}, headers=HTMX)
    card = read(answer).offer("120451")

    assert answer.status_code == 409
    assert card.button("2点にする").enabled
    assert card.button("5点のままにする").enabled
    assert set(card.values("shown")) == {"5"}
    assert quantity_of(sato, offer) == 5


def test_a_page_that_is_out_of_date_asks_without_javascript_too(page, sato, offer) -> None:
    purchases.ordered(sato, offer, 5)

    answer = page.post(url_of(offer), {"quantity": "2", "shown": "1", "next": "/search/?q=x"})
    asking = read(answer)

    assert answer.status_code == 409
    assert "ほかの画面で5点に変わっています。2点にしますか。" in asking
    assert "/search/?q=x#p-120451" in asking.values("next")


def test_a_refusal_is_told_at_the_card_with_the_reason(page, sato, window) -> None:
    butter = goods.offer(cycle=window.cycle, per_order_limit=2, product__name="道産バター")

    answer = page.post(url_of(butter), {"quantity": "3", "shown": "0"}, headers=HTMX)

    assert answer.status_code == 422
    assert "お一人2点までです。" in read(answer).offer(butter.order_number)


def test_without_javascript_a_refusal_stands_at_the_item_too(page, sato, window) -> None:
    butter = goods.offer(cycle=window.cycle, per_order_limit=2, product__name="道産バター")
    item = reverse("catalog:item", args=[window.cycle.code, butter.order_number])

    answer = page.post(url_of(butter), {"quantity": "3", "shown": "0", "next": item}, follow=True)

    assert "お一人2点までです。" in read(answer).at("order")


def test_a_fragment_of_a_list_leaves_what_the_next_page_has_to_say(page, sato, offer) -> None:
    shelf = reverse("catalog:category", args=[offer.product.category.code])
    page.post(url_of(offer), {"quantity": "2", "shown": "0", "next": shelf})

    page.get(shelf, headers=HTMX)

    assert "北海道牛乳を2点にしました。合計647円" in read(page.get(shelf))


def test_after_the_deadline_nothing_changes_and_the_telephone_is_named(
    page, sato, offer, window
) -> None:
    purchases.ordered(sato, offer, 1)
    OrderWindow.objects.filter(pk=window.pk).update(closes_at=timezone.now())

    answer = page.post(url_of(offer), {"quantity": "4", "shown": "1"}, headers=HTMX)

    assert answer.status_code == 422
    assert "締め切りました" in read(answer)
    assert "0120-000-000" in read(answer)
    assert quantity_of(sato, offer) == 1


def test_after_the_deadline_the_home_page_still_tells_the_order(page, sato, offer, window) -> None:
    purchases.ordered(sato, offer, 1)
    OrderWindow.objects.filter(pk=window.pk).update(closes_at=timezone.now())

    answer = page.post(
        url_of(offer),
        {"quantity": "4", "shown": "1"},
        headers={**HTMX, "HX-Current-URL": "http://testserver/"},
    )

    assert f"{window.cycle.name}の注文は締め切りました。" in read(answer)
    assert "今回の注文はありません。" not in read(answer)


def test_a_line_from_the_paper_form_stays_as_it_is(page, sato, offer) -> None:
    purchases.ordered(sato, offer, 1)
    OrderLine.objects.update(channel=Channel.PAPER)

    answer = page.post(url_of(offer), {"quantity": "4", "shown": "1"}, headers=HTMX)

    assert answer.status_code == 422
    assert quantity_of(sato, offer) == 1
