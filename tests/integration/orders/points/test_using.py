"""Points on an order: held at once, and following the order."""

import pytest
from django.db import IntegrityError

from orders import refusals
from orders.actions import quantities
from orders.models import Order, OrderEvent, PointsMode
from points.models import Transaction
from tests.factories.ledger import assert_sound, balances, earned
from tests.factories.purchases import set_to
from tests.integration.orders.points.deadlines import close, use

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_folder")]


def test_a_number_of_points_is_held_at_once(sato, window, milk):
    account = earned(sato, 500)
    set_to(sato, milk, 3)

    use(sato, window, "number", 200)

    assert balances(account) == (300, 0, 200, 0)
    assert Order.objects.get().points_used == 200


def test_all_means_as_many_as_the_goods_cost_with_tax_and_not_the_fee(sato, window, milk):
    account = earned(sato, 5_000)
    set_to(sato, milk, 3)

    use(sato, window, "all")

    # 654 yen before tax, 52 of tax.
    assert balances(account) == (5_000 - 706, 0, 706, 0)


def test_nothing_releases_what_was_held(sato, window, milk):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)

    use(sato, window, "none")

    assert balances(account) == (500, 0, 0, 0)
    assert Order.objects.get().points_mode == PointsMode.NONE


def test_asking_again_for_what_stands_writes_nothing(sato, window, milk):
    earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)
    before = Transaction.objects.count(), OrderEvent.objects.count()

    use(sato, window, "number", 200)

    assert (Transaction.objects.count(), OrderEvent.objects.count()) == before


def test_more_points_than_there_are_is_refused_and_nothing_changes(sato, window, milk):
    account = earned(sato, 100)
    set_to(sato, milk, 3)

    with pytest.raises(refusals.NotEnoughPoints, match="100ポイントまで"):
        use(sato, window, "number", 101)

    assert balances(account) == (100, 0, 0, 0)
    assert Order.objects.get().points_mode == PointsMode.NONE


def test_a_number_that_is_no_whole_unit_is_refused(sato, window, milk, settings):
    settings.POINTS_UNIT = 500
    earned(sato, 2_000)
    set_to(sato, milk, 30)

    with pytest.raises(refusals.PointsNotInUnits, match="500ポイント単位"):
        use(sato, window, "number", 700)


def test_after_the_deadline_points_stay_as_they_are(sato, window, milk):
    earned(sato, 500)
    set_to(sato, milk, 3)
    close(window)

    with pytest.raises(refusals.WindowClosed):
        use(sato, window, "all")


def test_points_follow_the_order_down_and_up_again(sato, window, milk):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 500)

    set_to(sato, milk, 1)
    assert balances(account) == (500 - 235, 0, 235, 0)

    set_to(sato, milk, 3)
    assert balances(account) == (0, 0, 500, 0)
    assert_sound()


def test_taking_the_last_line_off_releases_everything(sato, window, milk):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "all")

    set_to(sato, milk, 0)

    assert balances(account) == (500, 0, 0, 0)


def test_cancelling_the_order_releases_everything_and_forgets_the_wish(sato, window, milk):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "all")

    quantities.clear_order(member=sato, cycle=window.cycle, by=sato.user)
    set_to(sato, milk, 3)

    assert balances(account) == (500, 0, 0, 0)


def test_an_order_is_never_refused_for_want_of_points(sato, window, milk):
    earned(sato, 100)
    set_to(sato, milk, 1)
    use(sato, window, "all")

    set_to(sato, milk, 9)

    assert Order.objects.get().points_used == 100


def test_every_change_of_points_stands_in_the_log(sato, window, milk):
    earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)

    event = OrderEvent.objects.latest("pk")
    assert (event.kind, event.name, event.by) == ("points", "0 → 200", sato.user)


@pytest.mark.parametrize(
    "wish",
    [
        {"points_mode": "none", "points_wanted": 5},
        {"points_mode": "number", "points_wanted": 0},
        {"points_mode": "all", "points_wanted": 5},
        {"points_mode": "none", "points_used": 5},
        {"points_mode": "number", "points_wanted": 5, "points_used": 6},
    ],
)
def test_a_wish_that_contradicts_itself_is_refused_by_the_database(sato, window, milk, wish):
    set_to(sato, milk, 1)

    with pytest.raises(IntegrityError):
        Order.objects.update(**wish)
