"""Every entry opens to its cause, and to nobody but its member."""

from datetime import timedelta

import pytest
from django.test import Client

from members.models import Member
from orders.models import Order, OrderWindow
from points import actions
from points.actions import account_of
from points.models import Account, Adjustment, Lot, Transaction
from tests.factories import goods, people, point_history, purchases
from tests.factories.ledger import earned, post
from tests.reading import Link, Part, read
from todock.lib import clock, dates

pytestmark = pytest.mark.django_db
Kind, Source = Transaction.Kind, Transaction.Source


def entry(client: Client, movement_id: int) -> Part:
    answer = client.get(f"/points/entries/{movement_id}/")
    assert answer.status_code == 200
    return read(answer)


def test_a_stranger_gets_404(sato, client) -> None:
    movement = post(account_of(sato), Kind.EARN, 5)
    url = f"/points/entries/{movement.transaction_id}/"

    assert people.signed_in(client, sato).get(url).status_code == 200
    assert people.signed_in(client, people.suzuki()).get(url).status_code == 404
    assert client.get("/points/entries/999999/").status_code == 404
    assert client.get("/points/entries/99999999999999999999999/").status_code == 404


def test_points_of_a_shop_open_to_the_receipt(sato_client, sato) -> None:
    movement = point_history.shopped(
        sato, 18, number="N-1", at=clock.now(), ex_tax=5_940, place="西町店"
    )

    text = entry(sato_client, movement)

    assert "お店での買い物" in text
    assert "西町店" in text
    assert "5,940円（税抜）" in text
    assert "取引番号 N-1" in text


def test_the_receipt_of_somebody_else_is_not_shown(sato_client, sato) -> None:
    """The number in the key is what the shop wrote: it is looked up among the member's own."""
    point_history.shopped(people.suzuki(), 5, number="N-1", at=clock.now(), ex_tax=7_777)
    movement = post(account_of(sato), Kind.EARN, 5, key="feed:N-1:P")

    assert "7,777円" not in entry(sato_client, movement.transaction_id)


@pytest.mark.parametrize("key", ["feed:N-1:E", "feed:N-1:E:rest", "feed:N-1:P", "feed:N-1:P:real"])
def test_every_movement_of_a_receipt_finds_it(sato_client, sato, key) -> None:
    point_history.shopped(sato, 5, number="N-2", at=clock.now())
    sato.sales.update(number="N-1")

    movement = post(account_of(sato), Kind.EARN, 5, key=key)

    assert "取引番号 N-1" in entry(sato_client, movement.transaction_id)


def test_points_used_on_an_order_open_to_the_order(sato_client, sato) -> None:
    window = purchases.window(course=sato.course)
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 3)
    order = Order.objects.get()
    held = actions.hold(
        account=earned(sato, 500),
        points=200,
        subject=f"order:{order.pk}",
        key="hold",
        at=clock.now(),
    )

    text = entry(sato_client, held.transaction_id)

    assert Link("11月4回の注文", f"/order/{window.cycle.code}/") in text.links
    assert "ポイントの合計は変わっていません" in text


def test_the_order_of_somebody_else_is_not_shown(sato_client, sato) -> None:
    window = purchases.window()
    suzuki = people.suzuki(course=window.course)
    purchases.ordered(suzuki, goods.offer(cycle=window.cycle), 3)
    movement = post(account_of(sato), Kind.EARN, 5, subject=f"order:{Order.objects.get().pk}")

    assert "11月4回の注文" not in entry(sato_client, movement.transaction_id)


def test_a_correction_opens_to_its_reason_and_names_no_colleague(sato_client, sato) -> None:
    clerk = people.staff_user(name="石川 由美")
    actions.ask_adjustment(
        member=sato, points=50, reason="レジで付かなかった分", by=clerk, at=clock.now()
    )

    text = entry(sato_client, Adjustment.objects.get().transaction_id)

    assert "レジで付かなかった分" in text
    assert "職員" in text
    assert "石川" not in text


def test_an_expiry_opens_to_what_had_been_received(sato_client, sato) -> None:
    on = clock.japan_date(clock.now()) - timedelta(days=1)
    account = earned(sato, 36, expires_on=on, at=clock.now() - timedelta(days=390))
    movement = post(account, Kind.EXPIRE, 36, source=Source.EXPIRY)

    text = entry(sato_client, movement.transaction_id)

    assert "期限が来たポイント" in text
    assert f"期限 {on.year}年{dates.day_text(on)}" in text
    came = clock.japan_date(clock.now() - timedelta(days=390))
    assert f"{came.year}年{dates.day_text(came)}" in text


def test_a_use_names_the_lots_that_it_took_from(sato_client, sato) -> None:
    today = clock.japan_date(clock.now())
    earned(sato, 100, expires_on=today + timedelta(days=10))
    account = earned(sato, 300, expires_on=today + timedelta(days=40))
    actions.hold(account=account, points=250, subject="order:9", key="h", at=clock.now())
    actions.release(account=account, points=30, subject="order:9", key="r", at=clock.now())
    spent = post(account, Kind.SPEND, 220, subject="order:9", source=Source.DELIVERY)

    text = entry(sato_client, spent.transaction_id)

    assert "期限の早いものから使いました" in text
    assert {"100", "120"} <= set(text.lines)


def test_what_was_given_back_names_the_lots_and_their_days(sato_client, sato) -> None:
    on = clock.japan_date(clock.now()) + timedelta(days=10)
    account = earned(sato, 100, expires_on=on)
    actions.hold(account=account, points=80, subject="order:9", key="h", at=clock.now())
    released = actions.release(
        account=account, points=80, subject="order:9", key="r", at=clock.now()
    )

    text = entry(sato_client, released.transaction_id)

    assert "もとのポイントに戻りました" in text
    assert dates.day_text(on) in text


def test_new_points_say_until_when_they_can_be_used(sato_client, sato) -> None:
    on = clock.japan_date(clock.now()) + timedelta(days=300)
    account = earned(sato, 100, expires_on=on)
    post(account, Kind.DONATE, 40)

    text = entry(sato_client, Lot.objects.get().transaction_id)

    assert f"{on.year}年{dates.day_text(on)}" in text
    assert "のこり60ポイント" in text


def test_a_transfer_names_the_card_and_not_the_person(sato_client, sato) -> None:
    household = people.household()
    Member.objects.filter(pk=sato.pk).update(household=household)
    family = people.suzuki(household=household, card_kind=Member.CardKind.FAMILY)
    earned(family, 100)
    moved = actions.move_to_main_card(member=family, points=60, key="m", at=clock.now())

    of_main = entry(sato_client, moved.transaction_id)
    of_family = entry(people.signed_in(Client(), family), moved.transaction_id)

    assert "家族証からの移行" in of_main
    assert "＋60" in of_main
    assert "ご家庭の家族証から" in of_main
    assert "鈴木" not in of_main
    assert "本証への移行" in of_family
    assert "−60" in of_family
    assert "佐藤" not in of_family


def test_both_sides_of_a_transfer_see_their_own_lots_only(sato_client, sato) -> None:
    household = people.household()
    Member.objects.filter(pk=sato.pk).update(household=household)
    family = people.suzuki(household=household, card_kind=Member.CardKind.FAMILY)
    came = clock.now() - timedelta(days=200)
    earned(family, 100, at=came)
    moved = actions.move_to_main_card(member=family, points=60, key="m", at=clock.now())

    of_main = entry(sato_client, moved.transaction_id)
    of_family = entry(people.signed_in(Client(), family), moved.transaction_id)

    received = dates.day_text(clock.japan_date(came))
    assert received not in of_main
    assert received in of_family
    assert "新しいポイント" not in of_family


def test_the_end_of_a_membership_is_told(sato_client, sato) -> None:
    earned(sato, 40)
    actions.end_account(account=Account.objects.get(), at=clock.now())

    text = entry(sato_client, Transaction.objects.get(kind=Kind.EXPIRE).pk)

    assert "脱退による終了" in text


def test_what_is_held_for_a_closed_order_leads_there(sato_client, sato) -> None:
    window = purchases.window(course=sato.course)
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 3)
    order = Order.objects.get()
    movement = post(account_of(sato), Kind.EARN, 5, subject=f"order:{order.pk}")
    now = clock.now()
    OrderWindow.objects.update(closes_at=now - timedelta(hours=1))

    text = entry(sato_client, movement.transaction_id)
    address = f"/order/{window.cycle.code}/"

    assert address in text.hrefs
    assert sato_client.get(address, follow=True).status_code == 200
