"""What a visitor wanted is kept through the sign-in; alcohol asks for the birth date."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import OfferStock
from orders.models import OrderLine, OrderWindow
from tests.factories import goods, people, purchases
from tests.integration.orders.pages.stepper import url_of
from tests.reading import read

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/search/?q=x"}
BIRTH = {"birth_year": "昭和30", "birth_month": "３", "birth_day": "1日"}


@pytest.fixture
def window() -> OrderWindow:
    return purchases.window()


@pytest.fixture
def milk(window: OrderWindow):
    return goods.offer(cycle=window.cycle)


@pytest.fixture
def beer(window: OrderWindow):
    return goods.offer(
        cycle=window.cycle, product__alcohol=True, product__name="ビール", product__tax_rate=10
    )


def test_a_visitor_is_led_to_the_sign_in_and_nothing_is_ordered(client, milk) -> None:
    answer = client.post(url_of(milk), {"quantity": "2", "next": "/search/?q=x"})

    assert answer.status_code == 303
    assert answer.url == "/accounts/login/?next=%2Forder%2Fpending%2F"
    assert OrderLine.objects.count() == 0


def test_with_htmx_the_whole_page_goes_to_the_sign_in(client, milk) -> None:
    answer = client.post(url_of(milk), {"quantity": "2"}, headers=HTMX)

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Forder%2Fpending%2F"


def test_after_the_sign_in_one_press_orders_and_leads_back(client, milk) -> None:
    client.post(url_of(milk), {"quantity": "2", "next": "/search/?q=x"})
    kept = dict(client.session)
    people.signed_in(client, people.sato())
    session = client.session
    session.update({key: value for key, value in kept.items() if not key.startswith("_")})
    session.save()

    text = read(client.get("/order/pending/"))
    assert "2点を注文する" in text
    assert OrderLine.objects.count() == 0, "a look changes nothing"

    back = f"/search/?q=x#p-{milk.order_number}"
    assert back in text.values("next")
    answer = client.post(url_of(milk), {"quantity": "2", "shown": "0", "next": back})

    assert answer.url == back
    assert OrderLine.objects.get().quantity == 2
    assert client.get("/order/pending/").url == "/"


@pytest.mark.parametrize(
    ("left", "button"), [(3, "2点を注文する"), (1, "1点を注文する"), (0, "2点を注文する")]
)
def test_no_more_is_offered_than_is_left_and_nothing_left_is_told_when_asked_for(
    client, window, left, button
) -> None:
    offer = goods.offer(cycle=window.cycle, total_limit=5)
    client.post(url_of(offer), {"quantity": "2"})
    kept = dict(client.session)
    OfferStock.objects.update(taken=5 - left)
    people.signed_in(client, people.sato())
    session = client.session
    session.update({key: value for key, value in kept.items() if not key.startswith("_")})
    session.save()

    assert read(client.get("/order/pending/")).button(button).enabled


def test_a_new_sign_in_goes_through_the_identity_check_first(client, milk) -> None:
    client.force_login(people.newcomer())

    answer = client.post(url_of(milk), {"quantity": "2"})

    assert answer.url == "/me/link/?next=%2Forder%2Fpending%2F"


def test_an_offer_that_vanished_meanwhile_gets_404(client, milk) -> None:
    people.signed_in(client, people.sato())
    session = client.session
    session["pending_order"] = {
        "cycle": milk.cycle.code,
        "order_number": "999999",
        "quantity": 1,
        "next": "/",
    }
    session.save()

    assert client.get("/order/pending/").status_code == 404
    assert client.get("/order/pending/").status_code == 302


def test_alcohol_asks_for_the_birth_date_by_input(client, beer) -> None:
    people.signed_in(client, people.sato())

    answer = client.post(url_of(beer), {"quantity": "1", "shown": "0"})
    text = answer.content.decode()

    assert answer.status_code == 422
    assert 'name="birth_year"' in text
    assert 'type="checkbox"' not in text
    assert "20歳未満の方の飲酒は、法律で禁じられています。" in text
    assert OrderLine.objects.count() == 0


def test_the_birth_date_is_asked_once_and_then_remembered(client, beer) -> None:
    people.signed_in(client, people.sato())

    client.post(url_of(beer), {"quantity": "1", "shown": "0", **BIRTH})
    assert OrderLine.objects.get().quantity == 1
    client.post(url_of(beer), {"quantity": "2", "shown": "1"})

    assert OrderLine.objects.get().quantity == 2


def test_a_wrong_birth_date_is_told_and_what_was_typed_is_kept(client, beer) -> None:
    people.signed_in(client, people.sato())

    answer = client.post(
        url_of(beer),
        {"quantity": "1", "shown": "0", "place": "detail", **BIRTH, "birth_day": "2"},
        headers=HTMX,
    )
    text = read(answer)

    assert answer.status_code == 422
    assert "生年月日が登録と合いません。もう一度入力してください。" in text
    assert text.value("birth_year") == "昭和30"
    assert text.wrong


@pytest.mark.parametrize(
    "birth",
    [
        {"birth_year": "", "birth_month": "3", "birth_day": "1"},
        {"birth_year": "1955", "birth_month": "13", "birth_day": "1"},
        {"birth_year": "1955", "birth_month": "2", "birth_day": "30"},
        {"birth_year": "\x00", "birth_month": "\x00", "birth_day": "\x00"},
        {"birth_year": "9" * 99, "birth_month": "9" * 99, "birth_day": "9" * 99},
    ],
)
def test_a_date_that_is_none_is_told(client, beer, birth) -> None:
    people.signed_in(client, people.sato())

    answer = client.post(url_of(beer), {"quantity": "1", "shown": "0", **birth})

    assert answer.status_code == 422
    assert "生年月日" in answer.content.decode()
    assert OrderLine.objects.count() == 0


def test_nobody_under_twenty_on_the_delivery_day_gets_alcohol(client, beer, window) -> None:
    born_on = window.delivers_on.replace(year=window.delivers_on.year - 19)
    people.signed_in(client, people.sato(born_on=born_on))
    birth = {
        "birth_year": str(born_on.year),
        "birth_month": str(born_on.month),
        "birth_day": str(born_on.day),
    }

    answer = client.post(url_of(beer), {"quantity": "1", "shown": "0", **birth}, headers=HTMX)

    assert answer.status_code == 422
    assert "20歳になっていない方は、お酒を注文できません。" in answer.content.decode()
    assert OrderLine.objects.count() == 0


def test_the_remembered_date_belongs_to_one_member(client, beer) -> None:
    people.signed_in(client, people.sato())
    client.post(url_of(beer), {"quantity": "1", "shown": "0", **BIRTH})

    people.signed_in(client, people.suzuki())
    answer = client.post(url_of(beer), {"quantity": "1", "shown": "0"})

    assert answer.status_code == 422


def test_the_item_page_shows_notice_and_fields_in_the_order_box(client: Client, beer) -> None:
    people.signed_in(client, people.sato())

    text = client.get(reverse("catalog:item", args=[beer.cycle.code, beer.order_number]))

    assert 'name="birth_year"' in text.content.decode()
