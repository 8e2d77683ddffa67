"""Pages of the catalogue as visitors, members and staff see them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.actions import redraw
from catalog.models import Allergen, TemperatureZone
from orders.models import PastPurchase
from tests.factories import goods, people, purchases
from tests.reading import Link, read
from todock.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    """The cycle that is open."""
    return goods.cycle(name="11月4回")


@pytest.fixture
def dairy():
    return goods.category(name="乳製品")


def item_url(offer) -> str:
    return reverse("catalog:item", args=[offer.cycle.code, offer.order_number])


def list_url(category) -> str:
    return reverse("catalog:category", args=[category.code])


def names(response) -> list[str]:
    """Names on the cards, in order."""
    return [card.headings[0].removesuffix(" 1L") for card in read(response).offers]


def test_a_category_lists_its_offers_and_those_beneath_it(client, week, dairy):
    # given
    milk = goods.category(name="牛乳", parent=dairy)
    goods.offer(cycle=week, product__category=milk, product__name="北海道牛乳", sort=2)
    goods.offer(cycle=week, product__category=dairy, product__name="十勝チーズ", sort=1)
    goods.offer(cycle=week, product__name="じゃがいも")
    # when
    response = client.get(list_url(dairy))
    # then
    assert names(response) == ["十勝チーズ", "北海道牛乳"]
    assert "11月4回" in read(response)


def test_the_other_week_is_never_mixed_in(client, week, dairy):
    # given
    goods.offer(cycle=week, product__category=dairy, product__name="今週の牛乳")
    goods.offer(cycle=goods.coming_cycle(), product__category=dairy, product__name="来週の牛乳")
    # then
    assert names(client.get(list_url(dairy))) == ["今週の牛乳"]


def test_a_new_revision_shows_the_new_price_at_once(client, week, dairy):
    # given
    offer = goods.offer(cycle=week, product__category=dairy, price_ex_tax=198)
    assert "税込 213円" in read(client.get(list_url(dairy)))
    # when
    type(offer).objects.filter(pk=offer.pk).update(price_ex_tax=298, price_inc_tax=321)
    redraw(cycles=[week.code])
    # then
    assert "税込 321円" in read(client.get(list_url(dairy)))
    assert "税込 321円" in read(client.get(item_url(offer)))


def test_conditions_narrow_the_list_and_can_be_taken_away(client, week, dairy):
    # given
    about = {"cycle": week, "product__category": dairy}
    goods.offer(**about, product__name="アイス", product__zone=TemperatureZone.FROZEN)
    goods.offer(**about, product__name="牛乳", product__zone=TemperatureZone.CHILLED)
    # when
    response = client.get(list_url(dairy), {"zone": 3})
    # then
    assert names(response) == ["アイス"]
    (taken_away,) = (link for link in read(response).links if link.name.startswith("冷凍"))
    assert taken_away.href == "?"


def test_an_allergen_that_is_contained_takes_the_offer_out(client, week, dairy):
    # given
    about = {"cycle": week, "product__category": dairy}
    goods.offer(**about, product__name="牛乳", product__allergens=goods.allergens(contains=(2,)))
    goods.offer(**about, product__name="豆乳", product__allergens=goods.allergens())
    # when
    milk = Allergen.objects.get(name="乳").position
    response = client.get(list_url(dairy), {"free": milk})
    # then
    assert names(response) == ["豆乳"]


def test_nothing_under_the_conditions_offers_a_way_back(client, week, dairy):
    # given
    goods.offer(cycle=week, product__category=dairy)
    # when
    page = read(client.get(list_url(dairy), {"high": 1}))
    # then
    assert "この条件に合う商品はありません" in page
    assert Link("条件をすべて外す", "?") in page.links


def test_a_list_has_48_cards_a_page_with_real_links(client, week, dairy):
    # given
    for number in range(50):
        goods.offer(cycle=week, product__category=dairy, product__name=f"品{number}", sort=number)
    # when
    first, second = client.get(list_url(dairy)), client.get(list_url(dairy), {"page": 2})
    # then
    assert len(names(first)) == 48
    assert "?page=2" in read(first).hrefs
    assert names(second) == ["品48", "品49"]


def test_a_page_beyond_the_end_is_the_last_page(client, week, dairy):
    goods.offer(cycle=week, product__category=dairy, product__name="牛乳")
    assert names(client.get(list_url(dairy), {"page": 99})) == ["牛乳"]


def test_what_was_ordered_before_is_shown_to_its_member_only(client, week, dairy):
    # given
    sato, suzuki = people.sato(), people.suzuki()
    goods.offer(cycle=week, product__category=dairy, product__name="チーズ", sort=1)
    milk = goods.offer(cycle=week, product__category=dairy, product__name="牛乳", sort=2)
    PastPurchase.objects.create(member=sato, product=milk.product, cycle=week, quantity=1)
    purchases.window(week, sato.course)
    # when
    people.signed_in(client, sato)
    only = client.get(list_url(dairy), {"before": 1})
    first = client.get(list_url(dairy), {"sort": "before"})
    people.signed_in(client, suzuki)
    other = client.get(list_url(dairy), {"before": 1})
    # then
    assert names(only) == ["牛乳"]
    assert names(first) == ["牛乳", "チーズ"]
    assert names(other) == []
    assert "この条件に合う商品はありません" in read(other)


def test_htmx_gets_the_list_alone_and_says_how_many(client, week, dairy):
    # given
    goods.offer(cycle=week, product__category=dairy)
    # when
    response = client.get(list_url(dairy), headers={"HX-Request": "true"})
    # then
    fragment = read(response)
    assert fragment.parts[0].id == "list"
    assert "1品あります" in fragment
    assert fragment.title == ""
    assert "HX-Request" in response["Vary"]


def test_an_unknown_or_empty_category_is_not_there(client, week, dairy):
    goods.offer(cycle=week)
    assert client.get("/catalog/nosuch/").status_code == 404
    assert client.get(list_url(dairy)).status_code == 404


def test_names_are_escaped(client, week, dairy):
    # given
    offer = goods.offer(
        cycle=week, product__category=dairy, product__name="<script>x</script>", product__spec="<b>"
    )
    # then
    for url in [list_url(dairy), item_url(offer)]:
        html = client.get(url).content.decode()
        assert "<script>x" not in html
        assert "&lt;script&gt;x" in html


def test_every_form_carries_the_token_of_this_visitor(client, week, dairy):
    # given
    goods.offer(cycle=week, product__category=dairy)
    # when
    answer = client.get(list_url(dairy))
    # then
    tokens = read(answer).values("csrfmiddlewaretoken")
    assert tokens
    assert all(len(token) == 64 for token in tokens)
    assert "\0" not in answer.content.decode()
    assert client.cookies["todock_csrf"].value


def test_the_item_page_says_price_facts_and_three_states_of_allergens(client, week):
    # given
    offer = goods.offer(
        cycle=week,
        price_ex_tax=598,
        usual_price_ex_tax=698,
        product__name="道産豚ロース",
        product__origin="北海道",
        product__content_amount=300,
        product__content_unit="g",
        product__allergens=goods.allergens(contains=(2,), unknown=(8,)),
    )
    # when
    page = read(client.get(item_url(offer)))
    # then
    assert "税込 645円" in page
    assert "もとの値段" in page
    assert "100gあたり 税込215円" in page
    states = {item.text: item.look for item in page.items()}
    assert len({states[told] for told in ("乳含む", "くるみ情報なし", "卵含まない")}) == 3


def test_the_item_page_says_when_nothing_is_known_of_allergens(client, week):
    offer = goods.offer(cycle=week, product__allergens="")
    assert "この商品のアレルゲンの情報はありません" in read(client.get(item_url(offer)))


def test_alcohol_carries_the_notice(client, week, dairy):
    # given
    offer = goods.offer(cycle=week, product__category=dairy, product__alcohol=True)
    # then
    for url in [list_url(dairy), item_url(offer)]:
        assert "20歳未満の方への酒類の販売はしていません" in read(client.get(url))


def test_others_of_the_same_category_are_shown_and_never_the_item_itself(client, week, dairy):
    # given
    offer = goods.offer(cycle=week, product__category=dairy, product__name="牛乳")
    goods.offer(cycle=week, product__category=dairy, product__name="チーズ")
    goods.offer(cycle=week, product__name="だいこん")
    # then
    assert names(client.get(item_url(offer))) == ["チーズ"]


def test_a_withdrawn_offer_says_so_and_is_in_no_list(client, week, dairy):
    # given
    offer = goods.offer(cycle=week, product__category=dairy, withdrawn_at=clock.now())
    goods.offer(cycle=week, product__category=dairy, product__name="チーズ")
    # then
    assert "この商品は、取り扱いがなくなりました。" in read(client.get(item_url(offer)))
    assert names(client.get(list_url(dairy))) == ["チーズ"]


def test_an_offer_whose_product_is_withdrawn_says_so_on_its_card_and_its_page(client, week, dairy):
    # given
    offer = goods.offer(cycle=week, product__category=dairy, product__withdrawn_at=clock.now())
    # when
    card = read(client.get(list_url(dairy))).offer(offer.order_number)
    # then
    assert "この商品は、取り扱いがなくなりました。" in card
    assert not card.button("取り扱い終了").enabled
    assert "この商品は、取り扱いがなくなりました。" in read(client.get(item_url(offer)))


def test_a_coming_week_is_seen_by_staff_only(client):
    # given
    offer = goods.offer(cycle=goods.coming_cycle())
    address = item_url(offer)
    # then
    assert client.get(address).status_code == 404
    people.signed_in(client, people.sato())
    assert client.get(address).status_code == 404
    people.signed_in(client, people.staff_user())
    response = client.get(address)
    assert response.status_code == 200
    assert "公開前の確認" in read(response)


def test_a_number_of_another_week_does_not_lead_to_this_one(client, week):
    # given
    offer = goods.offer(cycle=goods.cycle(publishes_at=clock.now() - timedelta(days=9)))
    # then
    assert client.get(f"/items/{week.code}/{offer.order_number}/").status_code == 404


def test_before_the_first_week_the_catalogue_says_so(client):
    response = client.get("/catalog/")
    assert response.status_code == 200
    assert "いまご覧になれる企画回はありません" in read(response)


@pytest.mark.parametrize("url", ["/catalog/", "/search/", "/help/"])
def test_pages_without_a_list_answer(client, week, url):
    goods.offer(cycle=week)
    assert client.get(url).status_code == 200


def test_the_help_page_names_the_digits_of_an_order_number(client, settings):
    settings.ORDER_NUMBER_DIGITS = 7
    assert "7けたの注文番号" in read(client.get("/help/"))
