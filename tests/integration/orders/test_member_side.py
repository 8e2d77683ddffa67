"""What catalog pages show of the member: states of a card, and few queries."""

from datetime import timedelta

import pytest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from catalog.drawing import kept_cards
from members.models import Member
from members.sign_in.backends import MemberBackend
from orders.drawing import controls, member_side
from orders.models import OrderWindow, PastPurchase
from tests.factories import goods, people, purchases
from todock.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def window() -> OrderWindow:
    return purchases.window()


@pytest.fixture
def sato(window: OrderWindow) -> Member:
    return people.sato()


def asked_by(member: Member | None):
    """A request as the middleware leaves it."""
    client = Client()
    if member is not None:
        people.signed_in(client, member)
    return client.get("/").wsgi_request


def card(member: Member | None, offer) -> str:
    return kept_cards.card_html(asked_by(member), offer)


def test_an_ordered_card_has_its_flag_and_stepper(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, offer, 2)

    html = card(sato, offer)

    assert 'class="card card--ordered"' in html
    assert "注文済み" in html
    assert 'name="quantity" value="2"' in html


def test_at_the_limit_plus_is_off_and_says_why(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle, per_order_limit=2)
    purchases.ordered(sato, offer, 2)

    html = card(sato, offer)

    assert " disabled>" in html
    assert "お一人2点まで。これ以上は増やせません。" in html


def test_a_sold_out_offer_is_closed_for_everybody_but_who_has_it(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle, total_limit=2)
    purchases.ordered(sato, offer, 2)

    for other in (None, people.suzuki()):
        html = card(other, offer)
        assert "card--closed" in html
        assert "受付終了" in html
        assert "似た商品を見る" in html
    assert "card--ordered" in card(sato, offer)


def test_an_offer_that_closes_early_is_closed(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle, closes_at=clock.now() - timedelta(minutes=1))

    assert "この商品の受付は終わりました。" in card(sato, offer)


def test_what_was_bought_before_is_told(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle)
    before = goods.cycle(name="11月3回")
    PastPurchase.objects.create(member=sato, product=offer.product, cycle=before, quantity=1)

    assert "前回 11月3回に1点" in card(sato, offer)
    assert "前回" not in card(people.suzuki(), offer)


def test_alcohol_leads_to_the_birth_date(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle, product__alcohol=True)

    assert "年齢を入力する" in card(sato, offer)
    assert "注文する" in card(None, offer)


def test_a_card_of_a_closed_cycle_cannot_be_ordered(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle)
    OrderWindow.objects.update(closes_at=clock.now() - timedelta(minutes=1))

    assert 'aria-disabled="true">受付終了' in card(sato, offer)


def test_names_are_escaped(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle, product__name='<b>"{name}"')
    purchases.ordered(sato, offer)

    html = card(sato, offer)

    assert "<b>&quot;" not in html
    assert "&lt;b&gt;&quot;{name}&quot;" in html


@pytest.mark.parametrize("place", ["card", "line", "detail"])
@pytest.mark.parametrize("full", [True, False])
def test_the_stepper_string_is_the_component(place, full) -> None:
    about = {"order_number": "120451", "name": "北海道牛乳 <1L>", "quantity": 2}

    drawn = controls.stepper(cycle_code="2026114", csrf="token", full=full, place=place, **about)

    assert drawn == render_to_string(
        "components/stepper.html",
        {
            "url": "/order/2026114/lines/120451/",
            "csrf": "token",
            "full": full,
            "place": place,
            "large": place == "detail",
            "target": controls.TARGETS[place],
            **about,
        },
    )


def test_the_most_usual_products_come_first(sato, window) -> None:
    before = goods.cycle()
    bought = [
        PastPurchase.objects.create(
            member=sato, product=goods.product(), cycle=before, quantity=1, times=times
        )
        for times in (1, 9, 4)
    ]

    ids = member_side.past_product_ids(asked_by(sato))

    assert ids == [bought[1].product_id, bought[2].product_id, bought[0].product_id]
    assert member_side.past_product_ids(asked_by(None)) == []


def test_forty_eight_cards_cost_as_many_queries_as_one(
    sato, window, django_assert_max_num_queries
) -> None:
    offers = [goods.offer(cycle=window.cycle, total_limit=50) for _card in range(48)]
    for offer in offers[:20]:
        purchases.ordered(sato, offer)
    row = kept_cards.kept(window.cycle, [offer.pk for offer in offers])
    request = RequestFactory().get("/")
    user = MemberBackend().get_user(sato.user_id)
    request.member, request.user, request.session, request.htmx = user.member, user, {}, None
    request._messages = []
    get_token(request)

    # Windows, lines, sold out, past purchases.
    with django_assert_max_num_queries(4):
        kept_cards.show(request, row)
