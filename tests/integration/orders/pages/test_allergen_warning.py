"""Who registered an allergen is warned before such an item is ordered (docs/domain.md rule 10)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Offer
from catalog.queries import allergens
from catalog.search import index
from members.models import Member, Preferences
from tests.factories import goods, people, purchases
from tests.factories.goods import EGG, MILK, SHRIMP, WHEAT

pytestmark = pytest.mark.django_db
BADGE = "アレルゲン注意"
SENTENCE = "登録している「乳」を含みます。"


@pytest.fixture
def sato(db) -> Member:
    """佐藤さん, who may not have milk nor eggs."""
    sato = people.sato()
    Preferences.objects.create(member=sato, allergens=[str(MILK), str(EGG)])
    return sato


@pytest.fixture
def milk(sato) -> Offer:
    """北海道牛乳, which can be ordered now."""
    return goods.offer(cycle=purchases.window(course=sato.course).cycle)


def pages_of(offer: Offer) -> list[str]:
    return [
        f"/catalog/{offer.product.category.code}/",
        "/search/?q=牛乳",
        f"/items/{offer.cycle.code}/{offer.order_number}/",
        f"/order/numbers/?number={offer.order_number}&quantity=1",
    ]


def shown(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_item_carries_the_warning_on_every_page_before_its_button(client, sato, milk):
    # given
    index.refresh()
    people.signed_in(client, sato)
    for address in pages_of(milk):
        # when
        html = shown(client, address)
        # then
        assert BADGE in html, address
        assert SENTENCE in html, address
        if 'aria-label="北海道牛乳を注文する"' in html:
            assert html.index(SENTENCE) < html.index('aria-label="北海道牛乳を注文する"'), address


def test_who_registered_none_or_others_or_nobody_is_not_warned(client, milk):
    index.refresh()
    suzuki = people.suzuki()
    Preferences.objects.create(member=suzuki, allergens=[str(SHRIMP)])
    nobody_registered = people.member("0055555555")
    for who in (None, suzuki, nobody_registered):
        client.logout()
        if who:
            people.signed_in(client, who)
        for address in pages_of(milk):
            assert BADGE not in shown(client, address), (who, address)


def test_all_that_are_contained_are_named(client, sato, milk):
    milk.product.allergens = goods.allergens(contains=(MILK, EGG, WHEAT))
    milk.product.save()
    people.signed_in(client, sato)
    html = shown(client, pages_of(milk)[2])
    assert "登録している「卵・乳」を含みます。" in html


def test_the_warning_stays_when_the_item_is_on_the_order(client, sato, milk):
    purchases.ordered(sato, milk)
    people.signed_in(client, sato)
    for address in pages_of(milk)[:1] + pages_of(milk)[2:]:
        assert SENTENCE in shown(client, address), address


def test_the_card_that_htmx_swaps_in_carries_the_warning(client, sato, milk):
    people.signed_in(client, sato)
    response = client.post(
        f"/order/{milk.cycle.code}/lines/{milk.order_number}/",
        {"quantity": "1", "shown": "0", "place": "card"},
        headers={"HX-Request": "true"},
    )
    assert SENTENCE in response.content.decode()
    assert sato.orders.get().lines.get().quantity == 1


def test_a_row_that_is_checked_while_typing_says_it_aloud_too(client, sato, milk):
    people.signed_in(client, sato)
    response = client.post(
        "/order/numbers/row/1/",
        {"number": [milk.order_number], "quantity": ["1"], "confirmed": [""]},
        headers={"HX-Request": "true"},
    )
    assert response.content.decode().count(SENTENCE) == 2


def test_no_information_is_told_on_the_item_page(client, sato, milk):
    milk.product.allergens = goods.allergens(unknown=(MILK,))
    milk.product.save()
    people.signed_in(client, sato)
    html = shown(client, pages_of(milk)[2])
    assert "登録している「乳」は、含むかどうかの情報がありません。" in html
    assert BADGE not in html


def test_an_allergen_that_left_the_list_warns_of_nothing(client, sato, milk):
    sato.preferences.allergens = ["99", "x"]
    sato.preferences.save()
    people.signed_in(client, sato)
    assert BADGE not in shown(client, pages_of(milk)[0])


def test_a_list_asks_one_query_more_for_who_registered_and_none_for_the_others(client, sato, milk):
    asked = {}
    for who in (sato, people.suzuki()):
        people.signed_in(client, who)
        for address in pages_of(milk):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as found:
                client.get(address)
            asked[who.name, address] = len(found)
    for address in pages_of(milk):
        assert asked["佐藤 花子", address] <= min(asked["鈴木 一郎", address] + 1, 8), address


def test_the_choices_are_those_of_the_law_and_the_others():
    (law, mandatory), (other, recommended) = allergens.choices()
    assert (len(mandatory), len(recommended)) == (8, 20)
    assert mandatory[MILK - 1] == (str(MILK), "乳")
    assert law != other


def test_a_line_of_the_order_carries_the_warning_too(client, sato, milk):
    purchases.ordered(sato, milk)
    people.signed_in(client, sato)

    html = shown(client, "/order/")

    assert BADGE in html
    assert SENTENCE in html
