"""Orders in the admin: looking, not editing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from members.sign_in.actions.roles import set_roles
from orders.actions import points as points_actions
from orders.actions.closing import Deadline, close
from orders.models import FeeRule
from points.models import Transaction
from tests.factories import goods, people, purchases
from tests.factories.ledger import balances, earned
from todock.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(client):
    """佐藤さん's order of one milk; 職員 is signed in on the client."""
    sato = people.sato()
    offer = goods.offer()
    purchases.window(offer.cycle, sato.course)
    purchases.ordered(sato, offer, 2)
    people.signed_in(client, people.staff_user())
    return sato.orders.get()


def test_an_order_is_shown_with_its_lines_and_events(client, order):
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert "北海道牛乳" in page
    assert "追加" in page


def test_an_order_is_called_by_its_cycle_and_its_member(client, order):
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert "<h2>11月4回 0012345678 佐藤 花子</h2>" in page


def test_events_say_what_became_of_what(client, order):
    purchases.set_to(order.member, order.lines.get().offer, 5)
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert "0 → 2" in page
    assert "2 → 5" in page


def test_an_order_is_found_by_the_number_of_its_member(client, order):
    other = people.suzuki()
    offer = goods.offer(cycle=order.cycle)
    purchases.ordered(other, offer, 1)
    page = client.get(reverse("admin:orders_order_changelist"), {"q": "００１２-345678"})
    assert list(page.context["cl"].result_list) == [order]


@pytest.mark.parametrize("model", ["order", "orderwindow"])
def test_nothing_is_added_changed_or_deleted(client, order, model):
    one = order if model == "order" else order.window
    change = reverse(f"admin:orders_{model}_change", args=[one.pk])
    assert client.get(reverse(f"admin:orders_{model}_changelist")).status_code == 200
    assert client.get(change).status_code == 200
    assert client.post(change, {}).status_code == 403
    assert client.get(reverse(f"admin:orders_{model}_add")).status_code == 403
    delete = reverse(f"admin:orders_{model}_delete", args=[one.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_a_long_order_costs_no_more_queries(client, order, django_assert_max_num_queries):
    for _number in range(20):
        purchases.ordered(order.member, goods.offer(cycle=order.cycle), 1)
    with django_assert_max_num_queries(16):
        client.get(reverse("admin:orders_order_change", args=[order.pk]))


def test_the_list_costs_no_query_an_order(client, order, django_assert_max_num_queries):
    for number in range(10):
        member = people.member(f"{number + 1:010}", user=None)
        purchases.ordered(member, order.lines.get().offer, 1)
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:orders_order_changelist"))


def test_a_purchase_limit_is_found_by_its_member_and_only_looked_at(client, order):
    limit = purchases.purchase_limit(order.member, 50_000)
    purchases.purchase_limit(people.suzuki(), 10_000)

    page = client.get(reverse("admin:orders_purchaselimit_changelist"), {"q": "0012345678"})
    assert list(page.context["cl"].result_list) == [limit]

    change = reverse("admin:orders_purchaselimit_change", args=[limit.pk])
    assert "50000" in client.get(change).content.decode()
    assert client.post(change, {"limit": 1}).status_code == 403
    assert client.get(reverse("admin:orders_purchaselimit_add")).status_code == 403


TODAY = clock.japan_date(clock.now())
TOMORROW = TODAY + timedelta(days=1)


def fee(**fields):
    """What staff type for a fee of 330 yen for everybody, from tomorrow on."""
    return {"fee_support": "", "fee_inc_tax": 330, "tax_rate": 10, "starts_on": TOMORROW, **fields}


@pytest.fixture
def staff(client):
    return people.signed_in(client, people.staff_user())


def test_staff_add_a_fee_that_begins_tomorrow(staff):
    answer = staff.post(reverse("admin:orders_feerule_add"), fee(fee_support=" ７ "))

    assert answer.status_code == 302
    rule = FeeRule.objects.get(starts_on=TOMORROW)
    assert (rule.fee_support, rule.fee_inc_tax, rule.tax_rate, rule.ends_on) == ("7", 330, 10, None)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"starts_on": TODAY}, "適用開始日は、あすかそのあとの日付で入力してください。"),
        (
            {"ends_on": TODAY},
            "適用終了日は、適用開始日かそのあとの日付で入力してください。",
        ),
        ({"tax_rate": 101}, "100"),
        ({"fee_inc_tax": -1}, "0"),
        ({"starts_on": ""}, "必須"),
    ],
)
def test_a_fee_that_cannot_be_is_refused_with_the_reason(staff, typed, told):
    before = FeeRule.objects.count()

    answer = staff.post(reverse("admin:orders_feerule_add"), fee(**typed))

    assert answer.status_code == 200
    assert told in str(answer.context["errors"])
    assert FeeRule.objects.count() == before


def test_two_fees_of_one_kind_do_not_begin_on_one_day(staff):
    FeeRule.objects.create(fee_inc_tax=300, starts_on=TOMORROW)

    answer = staff.post(reverse("admin:orders_feerule_add"), fee())

    assert "同じ区分で、同じ日に始まる決まりがあります。" in answer.content.decode()
    assert "fee_rule_once" not in answer.content.decode()


def test_a_fee_is_mended_and_taken_back_until_it_begins(staff):
    coming = FeeRule.objects.create(fee_inc_tax=300, starts_on=TOMORROW)

    staff.post(reverse("admin:orders_feerule_change", args=[coming.pk]), fee(fee_inc_tax=310))
    coming.refresh_from_db()
    assert coming.fee_inc_tax == 310

    staff.post(reverse("admin:orders_feerule_delete", args=[coming.pk]), {"post": "yes"})
    assert not FeeRule.objects.filter(pk=coming.pk).exists()


def test_a_fee_that_has_begun_is_history(staff):
    begun = FeeRule.objects.create(fee_support="9", fee_inc_tax=300, starts_on=TODAY)
    change = reverse("admin:orders_feerule_change", args=[begun.pk])
    delete = reverse("admin:orders_feerule_delete", args=[begun.pk])

    assert staff.get(change).status_code == 200
    assert staff.post(change, fee(fee_support="9")).status_code == 403
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    listed = {"action": "delete_selected", "_selected_action": [begun.pk], "post": "yes"}
    staff.post(reverse("admin:orders_feerule_changelist"), listed)
    begun.refresh_from_db()
    assert begun.fee_inc_tax == 300


@pytest.mark.parametrize("who", [people.reviewer, people.counter_clerk])
def test_other_staff_do_not_touch_fees(client, who):
    other = people.signed_in(client, who())

    assert other.post(reverse("admin:orders_feerule_add"), fee()).status_code == 403
    assert not FeeRule.objects.filter(starts_on=TOMORROW).exists()


@pytest.fixture
def paid_with_points(client, order):
    """佐藤さん's closed order, on which she used 200 points."""
    account = earned(order.member, 500)
    points_actions.set_points(
        member=order.member, cycle=order.cycle, mode="number", points=200, by=order.member.user
    )
    closes_at = clock.now() - timedelta(minutes=1)
    type(order.window).objects.update(closes_at=closes_at, opens_at=closes_at - timedelta(days=3))
    close(Deadline(order.cycle_id, closes_at))
    order.refresh_from_db()
    return account


def give_back(client, order, **typed):
    page = client.get(reverse("admin:orders_order_give_back", args=[order.pk]))
    shown = page.context["form"]["shown"].value()
    fields = {"points": "50", "reason": "欠品のため", "shown": shown, **typed}
    return client.post(reverse("admin:orders_order_give_back", args=[order.pk]), fields)


def test_staff_give_back_points_for_what_could_not_come(client, order, paid_with_points):
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert "ポイントを返す" in page

    assert give_back(client, order).status_code == 302

    assert balances(paid_with_points)[0] == 350
    given = Transaction.objects.get(kind="give_back")
    assert (given.reason, given.by.name) == ("欠品のため", "職員")


def test_a_second_press_gives_nothing_back(client, order, paid_with_points):
    give_back(client, order)

    answer = give_back(client, order, shown="1")

    assert answer.status_code == 422
    assert balances(paid_with_points)[0] == 350


def test_no_more_is_given_back_than_was_used(client, order, paid_with_points):
    answer = give_back(client, order, points="201")

    assert "注文で使ったポイントより多くは返せません" in answer.content.decode()
    assert balances(paid_with_points)[0] == 300


def test_an_order_that_used_no_points_has_nothing_to_give_back(client, order):
    page = client.get(reverse("admin:orders_order_give_back", args=[order.pk]))

    assert page.status_code == 404


def test_who_may_not_give_back_is_refused(client, order, paid_with_points):
    counter = people.user("counter", is_staff=True)
    set_roles(user=counter, roles=["counter"])
    people.signed_in(client, counter)

    page = client.get(reverse("admin:orders_order_give_back", args=[order.pk]))

    assert page.status_code == 403
