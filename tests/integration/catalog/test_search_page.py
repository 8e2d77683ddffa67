"""The search page: finds, numbers, near words and what was searched for before."""

import pytest

from catalog.search import index
from tests.factories import goods, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def milk():
    offer = goods.offer(product__name="北海道牛乳", order_number="120451")
    index.refresh()
    return offer


def test_finds_are_shown_with_the_categories_they_are_in(client, milk):
    html = client.get("/search/", {"q": "ぎゅうにゅう"}).content.decode()
    assert "北海道牛乳" in html
    assert f'href="/catalog/{milk.product.category.code}/"' in html


@pytest.mark.parametrize("typed", ["120451", "１２０４５１", "120-451"])
def test_an_order_number_leads_to_its_item(client, milk, typed):
    response = client.get("/search/", {"q": typed})
    assert response.status_code == 302
    assert response["Location"] == f"/items/{milk.cycle.code}/120451/"


def test_no_find_says_what_to_do(client, milk):
    html = client.get("/search/", {"q": "ぬぬぬぬ"}).content.decode()
    assert "「ぬぬぬぬ」は見つかりませんでした" in html
    assert "種類からさがす" in html


def test_what_was_searched_for_comes_back_newest_first(client, milk):
    # given
    for word in ["牛乳", "たまご", "牛乳"]:
        client.get("/search/", {"q": word})
    # when
    html = client.get("/search/").content.decode()
    # then
    assert html.index("?q=%E7%89%9B%E4%B9%B3") < html.index("?q=%E3%81%9F%E3%81%BE%E3%81%94")
    assert html.count("?q=%E7%89%9B%E4%B9%B3") == 1


def test_the_next_person_does_not_see_what_was_searched_for(client, milk):
    # given
    people.signed_in(client, people.sato())
    client.get("/search/", {"q": "牛乳"})
    # when
    people.signed_in(client, people.suzuki())
    # then
    assert "前にさがした言葉" not in client.get("/search/").content.decode()


@pytest.mark.parametrize("typed", ["%", "'", "\\", "a" * 5000, "\x00", "🍎", "&|!():*"])
def test_any_text_gets_an_answer(client, milk, typed):
    assert client.get("/search/", {"q": typed}).status_code == 200
