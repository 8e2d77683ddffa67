"""The catalogue in the admin: looking, except for the words of search."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.models import Allergen, Cycle, Synonym
from catalog.search import index
from tests.factories import goods, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    """A client of 職員."""
    return people.signed_in(client, people.staff_user())


@pytest.fixture
def shelf():
    """Thirty offers of one cycle, one of them 玉子."""
    cycle = goods.cycle()
    about = {"category": goods.category(), "maker": "", "kana": ""}
    for number in range(30):
        name = "玉子" if number == 7 else f"品{number}"
        goods.offer(
            cycle=cycle,
            order_number=f"{200000 + number}",
            product=goods.product(name=name, **about),
            total_limit=10,
        )
    index.refresh()
    return cycle


@pytest.mark.parametrize("model", ["cycle", "offer", "product", "category"])
def test_what_a_feed_is_master_of_is_only_looked_at(
    staff, shelf, model, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        assert staff.get(reverse(f"admin:catalog_{model}_changelist")).status_code == 200
    one = {
        "cycle": shelf,
        "offer": shelf.offers.first(),
        "product": shelf.offers.first().product,
        "category": shelf.offers.first().product.category,
    }[model]
    change = reverse(f"admin:catalog_{model}_change", args=[one.pk])
    assert staff.get(change).status_code == 200
    assert staff.post(change, {"name": "x"}).status_code == 403
    assert staff.get(reverse(f"admin:catalog_{model}_add")).status_code == 403
    assert (
        staff.post(
            reverse(f"admin:catalog_{model}_delete", args=[one.pk]), {"post": "yes"}
        ).status_code
        == 403
    )


@pytest.mark.parametrize("typed", ["200007", "２００００７", "たまご"])
def test_an_offer_is_found_by_number_and_by_word(staff, shelf, typed):
    page = staff.get(reverse("admin:catalog_offer_changelist"), {"q": typed})
    assert [offer.order_number for offer in page.context["cl"].result_list] == ["200007"]


def test_a_product_is_found_by_word_and_by_the_beginning_of_its_code(staff, shelf):
    product = shelf.offers.get(order_number="200007").product
    for typed in ("卵", product.item_code):
        page = staff.get(reverse("admin:catalog_product_changelist"), {"q": typed})
        assert list(page.context["cl"].result_list) == [product]


def test_a_coming_cycle_has_a_link_to_look_at_it_first(staff):
    goods.coming_cycle(code="2026121")
    page = staff.get(reverse("admin:catalog_cycle_changelist")).content.decode()
    assert f'href="{reverse("catalog:categories")}?cycle=2026121">公開前に見る' in page


def test_a_synonym_of_one_word_is_refused(staff):
    before = Synonym.objects.count()
    page = staff.post(reverse("admin:catalog_synonym_add"), {"words": "さつまいも"})
    assert "同じ意味の言葉を2つ以上書いてください" in page.content.decode()
    assert Synonym.objects.count() == before


def test_a_synonym_can_be_changed_and_deleted(staff):
    synonym = Synonym.objects.create(words="あ、い")
    change = reverse("admin:catalog_synonym_change", args=[synonym.pk])
    assert staff.post(change, {"words": "あ、う"}).status_code == 302
    synonym.refresh_from_db()
    assert synonym.group == ["あ", "う"]
    delete = reverse("admin:catalog_synonym_delete", args=[synonym.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 302
    assert not Synonym.objects.filter(pk=synonym.pk).exists()


def test_an_allergen_is_renamed_but_keeps_its_position(client):
    # given staff with the right to change allergens
    user = people.staff_user()
    user.user_permissions.set(Permission.objects.filter(codename__endswith="_allergen"))
    people.signed_in(client, user)
    cycle = goods.cycle()
    egg = Allergen.objects.get(position=1)
    # when they rename one and try to move it
    change = reverse("admin:catalog_allergen_change", args=[egg.pk])
    client.post(change, {"name": "鶏卵", "mandatory": "on", "position": 28})
    # then the name is new, the position is the feed's, and pages are drawn anew
    egg.refresh_from_db()
    assert (egg.name, egg.position) == ("鶏卵", 1)
    assert Cycle.objects.get(pk=cycle.pk).revision == cycle.revision + 1
    assert client.get(reverse("admin:catalog_allergen_add")).status_code == 403


def test_members_and_visitors_do_not_get_in(client, shelf):
    address = reverse("admin:catalog_offer_changelist")
    assert client.get(address).status_code == 302
    assert people.signed_in(client, people.sato()).get(address).status_code == 302
