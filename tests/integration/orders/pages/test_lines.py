"""Setting a quantity from a page: what comes back, with htmx and without JavaScript."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import goods, people, purchases
from tests.factories.purchases import quantity_of
from tests.integration.orders.pages.stepper import HTMX, url_of
from tests.reading import read

pytestmark = pytest.mark.django_db


def test_without_javascript_the_member_comes_back_to_the_item(page, sato, offer) -> None:
    answer = page.post(
        url_of(offer),
        {"quantity": "2", "shown": "0"},
        headers={"Referer": "http://testserver/catalog/0101/?page=2"},
    )

    assert answer.status_code == 303
    assert answer.url == "/catalog/0101/?page=2#p-120451"
    assert quantity_of(sato, offer) == 2
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told == ["北海道牛乳を2点にしました。合計647円"]


@pytest.mark.parametrize(
    "next_url",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "http://testserver//evil.example",
        "/\\evil.example",
        "x" * 5000,
        "\n/evil",
    ],
)
def test_the_way_back_never_leads_to_another_site(page, offer, next_url) -> None:
    answer = page.post(url_of(offer), {"quantity": "1", "shown": "0", "next": next_url})

    assert answer.status_code == 303
    assert answer.url.startswith("/")
    assert not answer.url.startswith(("//", "/\\"))


def test_with_htmx_the_card_the_counts_and_the_deadline_come_back(page, sato, offer) -> None:
    answer = page.post(
        url_of(offer), {"quantity": "2", "shown": "0", "place": "card"}, headers=HTMX
    )
    fragment = read(answer)

    assert answer.status_code == 200
    assert fragment.parts[0].id == "p-120451"
    assert "注文済み" in fragment.parts[0]
    assert fragment.parts[0].value("quantity") == "2"
    assert {"count-tabs", "deadline"} <= fragment.swapped
    assert "北海道牛乳を2点にしました。合計647円" in fragment
    assert fragment.title == ""


def test_the_home_page_gets_its_sentence_instead_of_the_bar(page, offer) -> None:
    answer = page.post(
        url_of(offer),
        {"quantity": "2", "shown": "0"},
        headers={**HTMX, "HX-Current-URL": "http://testserver/"},
    )

    assert "hero" in read(answer).swapped
    assert "deadline" not in read(answer).swapped


def test_the_order_page_gets_the_line_and_its_figures(page, sato, offer) -> None:
    purchases.ordered(sato, offer, 1)

    answer = page.post(url_of(offer), {"step": "1", "shown": "1", "place": "line"}, headers=HTMX)
    fragment = read(answer)

    assert fragment.parts[0].id == "p-120451"
    assert fragment.parts[0].value("quantity") == "2"
    assert {"totals", "z-chilled-count", "order-head"} <= fragment.swapped


def test_a_line_that_was_taken_off_can_be_ordered_again_on_the_spot(page, sato, offer) -> None:
    purchases.ordered(sato, offer, 1)

    answer = page.post(url_of(offer), {"step": "-1", "shown": "1", "place": "line"}, headers=HTMX)
    line = read(answer).offer("120451")

    assert quantity_of(sato, offer) == 0
    assert "取り消しました" in line
    assert line.button("注文する").enabled


@pytest.mark.parametrize("htmx", [HTMX, {}], ids=["htmx", "no-javascript"])
def test_the_last_piece_taken_off_is_told_at_the_card_and_to_everybody(
    page, sato, offer, htmx
) -> None:
    purchases.ordered(sato, offer, 1)
    shelf = reverse("catalog:category", args=[offer.product.category.code])

    answer = page.post(
        url_of(offer), {"step": "-1", "shown": "1", "next": shelf}, headers=htmx, follow=True
    )
    told = read(answer)

    assert "北海道牛乳を取り消しました。合計0円" in told
    assert "取り消しました" in told.offer("120451").lines
    assert "保存しました" not in told


def test_without_javascript_a_change_stands_at_the_card_too(page, sato, offer) -> None:
    shelf = reverse("catalog:category", args=[offer.product.category.code])

    told = read(
        page.post(url_of(offer), {"quantity": "2", "shown": "0", "next": shelf}, follow=True)
    )

    assert "北海道牛乳を2点にしました。合計647円" in told
    assert "保存しました" in told.offer("120451").lines


def test_a_withdrawn_item_taken_off_is_told_at_its_card(page, sato, offer) -> None:
    purchases.ordered(sato, offer, 1)
    offer.withdrawn_at = timezone.now()
    offer.save()

    answer = page.post(url_of(offer), {"step": "-1", "shown": "1"}, headers=HTMX)

    assert "取り消しました" in read(answer).offer(offer.order_number).lines


def test_the_item_page_gets_its_order_box(page, sato, offer) -> None:
    answer = page.post(
        url_of(offer), {"quantity": "1", "shown": "0", "place": "detail"}, headers=HTMX
    )

    box = read(answer).at("order")
    assert "注文済み 1点" in box
    assert box.value("quantity") == "1"


def test_a_double_tap_on_plus_counts_once(page, sato, offer) -> None:
    purchases.ordered(sato, offer, 1)

    for _tap in range(2):
        page.post(url_of(offer), {"step": "1", "shown": "1", "quantity": "1"}, headers=HTMX)

    assert quantity_of(sato, offer) == 2


def test_a_number_typed_before_plus_is_where_the_step_starts(page, sato, offer) -> None:
    purchases.ordered(sato, offer, 1)

    page.post(url_of(offer), {"step": "1", "shown": "1", "quantity": "5"})

    assert quantity_of(sato, offer) == 6


@pytest.mark.parametrize("typed", ["３", " 3 ", "３点", "3個", "03"])
def test_what_people_type_is_understood(page, sato, offer, typed) -> None:
    page.post(url_of(offer), {"quantity": typed, "shown": "0"})

    assert quantity_of(sato, offer) == 3


def test_a_get_leads_to_the_item_and_an_unknown_number_to_nowhere(page, offer) -> None:
    item = reverse("catalog:item", args=[offer.cycle.code, offer.order_number])

    assert page.get(url_of(offer)).url == item
    assert page.get(f"/order/{offer.cycle.code}/lines/999999/").status_code == 404
    assert page.post(f"/order/{offer.cycle.code}/lines/999999/").status_code == 404
    assert page.post("/order/2026999/lines/%00/").status_code == 404


def test_a_cycle_that_is_not_published_cannot_be_reached(page) -> None:
    coming = goods.offer(cycle=goods.coming_cycle())

    assert page.post(url_of(coming), {"quantity": "1"}).status_code == 404


def test_a_form_without_its_token_is_turned_away(sato, offer) -> None:
    strict = people.signed_in(Client(enforce_csrf_checks=True), sato)

    assert strict.post(url_of(offer), {"quantity": "1"}).status_code == 403
    assert quantity_of(sato, offer) == 0


def test_setting_a_quantity_costs_few_queries(
    page, sato, offer, django_assert_max_num_queries
) -> None:
    for _line in range(20):
        purchases.ordered(sato, goods.offer(cycle=offer.cycle))
    page.post(url_of(offer), {"quantity": "1", "shown": "0"}, headers=HTMX)

    # Session, user, offer, and the action's own; then lines, window and past purchases.
    with django_assert_max_num_queries(16):
        page.post(url_of(offer), {"quantity": "2", "shown": "1"}, headers=HTMX)
