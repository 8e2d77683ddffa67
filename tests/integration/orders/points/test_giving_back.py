"""Points are given back for goods that could not come."""

import pytest

from orders import refusals
from orders.actions import points as points_actions
from orders.models import Order
from points.actions import end_account
from tests.factories import people
from tests.factories.ledger import balances, earned
from tests.factories.purchases import set_to
from tests.integration.orders.points.deadlines import close, use
from todock.lib import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_folder")]


def test_points_for_what_could_not_come_are_given_back(sato, window, milk, rule):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)
    close(window)
    staff = people.user("staff", is_staff=True)
    order = Order.objects.get()

    points_actions.give_points_back(
        order=order, points=150, reason="欠品", shown=order.points_serial, by=staff, at=clock.now()
    )

    assert balances(account)[0] == 450
    with pytest.raises(refusals.PointsMoved):
        points_actions.give_points_back(
            order=order,
            points=150,
            reason="欠品",
            shown=order.points_serial,
            by=staff,
            at=clock.now(),
        )
    order.refresh_from_db()
    with pytest.raises(refusals.MorePointsThanUsed):
        points_actions.give_points_back(
            order=order,
            points=51,
            reason="欠品",
            shown=order.points_serial,
            by=staff,
            at=clock.now(),
        )


def test_nothing_is_given_back_to_a_member_who_has_left(sato, window, milk, rule):
    account = earned(sato, 200)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)
    close(window)
    end_account(account=account, at=clock.now())
    order = Order.objects.get()

    with pytest.raises(refusals.PointsEnded):
        points_actions.give_points_back(
            order=order,
            points=1,
            reason="欠品",
            shown=order.points_serial,
            by=people.user("staff"),
            at=clock.now(),
        )
