"""Every named constraint of the database accepts a good row and refuses a bad one."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from catalog.models import Allergen, Category, Cycle, Offer, OfferStock, Product
from members.models import Course, Member, User
from orders.models import (
    FeeRule,
    Order,
    OrderLine,
    OrderTotal,
    OrderWindow,
    PastPurchase,
)
from tests.factories import goods, people, purchases
from tests.integration.members import constraint_cases as members_cases
from tests.integration.members.joining import constraint_cases as joining_cases
from tests.integration.points import constraint_cases as points_cases
from todock.lib import clock
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db

Row = Callable[[], object]
NOW = clock.now()
HOUR = timedelta(hours=1)


def user(subject: str | None, issuer: str | None, name: str) -> User:
    return User.objects.create(username=name, issuer=issuer, subject=subject)


def two_users(second: str) -> None:
    user("1", "https://idp.example.jp", "a")
    user(second, "https://idp.example.jp", "b")


def course(weekday: int) -> Course:
    return people.course("0999", weekday=weekday)


def mail(**kw) -> OutgoingMail:
    return OutgoingMail.objects.create(recipient=people.sato(), kind="order_closed", key="1", **kw)


def two_offers(second: str) -> None:
    cycle = goods.cycle()
    goods.offer(cycle=cycle, order_number="120451")
    goods.offer(cycle=cycle, order_number=second)


def two_windows(second: Course | None) -> None:
    window = purchases.window()
    purchases.window(cycle=window.cycle, course=second or window.course)


def window(**kw) -> OrderWindow:
    made = purchases.window()
    for name, value in kw.items():
        setattr(made, name, value)
    made.save()
    return made


def order(member: Member | None = None, cycle: Cycle | None = None, **kw) -> Order:
    made = purchases.window(cycle=cycle)
    return Order.objects.create(member=member or people.sato(), cycle=made.cycle, window=made, **kw)


def two_orders(*, same: bool) -> None:
    first = order()
    second = first.cycle if same else goods.cycle()
    Order.objects.create(member=first.member, cycle=second, window=first.window)


def line(**kw) -> OrderLine:
    made = order()
    return OrderLine.objects.create(
        **{"order": made, "offer": goods.offer(cycle=made.cycle), "quantity": 1, **kw}
    )


def two_lines(*, same: bool) -> None:
    first = line()
    offer = first.offer if same else goods.offer(cycle=first.order.cycle)
    OrderLine.objects.create(order=first.order, offer=offer, quantity=1)


FROZEN = {"name": "牛乳", "price_ex_tax": 218, "price_inc_tax": 235, "tax_rate": 8}


def two_totals(second_rate: int) -> None:
    made = order()
    for rate in (8, second_rate):
        OrderTotal.objects.create(order=made, tax_rate=rate, ex_tax=100, tax=8)


def total(points: int) -> OrderTotal:
    return OrderTotal.objects.create(order=order(), tax_rate=8, ex_tax=100, tax=8, points=points)


def two_past_purchases(*, same: bool) -> None:
    first = past_purchase()
    product = first.product if same else goods.product()
    PastPurchase.objects.create(member=first.member, product=product, cycle=first.cycle, quantity=1)


def past_purchase(**kw) -> PastPurchase:
    return PastPurchase.objects.create(
        **{
            "member": people.sato(),
            "product": goods.product(),
            "cycle": goods.cycle(),
            "quantity": 1,
            **kw,
        }
    )


def two_fee_rules(second: date) -> None:
    for starts_on in (date(2027, 4, 1), second):
        FeeRule.objects.create(fee_inc_tax=330, starts_on=starts_on)


def stock(taken: int) -> OfferStock:
    return OfferStock.objects.create(offer=goods.offer(), total_limit=10, taken=taken)


def allergen(position: int) -> Allergen:
    Allergen.objects.filter(position=position).delete()
    return Allergen.objects.create(position=position, name="卵")


#: Constraint name: a row (or rows) it accepts, and one it refuses.
CASES: dict[str, tuple[Row, Row]] = {
    "user_issuer_subject_is_unique": (lambda: two_users("2"), lambda: two_users("1")),
    "user_has_issuer_and_subject_or_neither": (
        lambda: user(None, None, "a"),
        lambda: user("1", None, "a"),
    ),
    "course_weekday_is_monday_to_friday": (lambda: course(5), lambda: course(6)),
    "member_state_is_known": (
        lambda: people.sato(state=Member.State.SUSPENDED),
        lambda: people.sato(state=4),
    ),
    "member_card_kind_is_known": (
        lambda: people.sato(card_kind=Member.CardKind.FAMILY),
        lambda: people.sato(card_kind=3),
    ),
    "member_number_is_digits": (
        lambda: people.sato(member_number="0000000001"),
        lambda: people.sato(member_number="000000000A"),
    ),
    "outgoing_mail_is_sent_or_given_up_not_both": (
        lambda: mail(sent_at=NOW),
        lambda: mail(sent_at=NOW, given_up_at=NOW),
    ),
    **members_cases.CASES,
    **joining_cases.CASES,
    **points_cases.CASES,
    "category_path_is_closed": (
        lambda: Category.objects.create(code="1", name="肉", path="1/"),
        lambda: Category.objects.create(code="1", name="肉", path="1"),
    ),
    "cycle_code_is_year_month_number": (
        lambda: goods.cycle(code="2026114"),
        lambda: goods.cycle(code="202611A"),
    ),
    "allergen_position_is_in_the_feed_column": (lambda: allergen(28), lambda: allergen(29)),
    "product_zone_is_known": (lambda: goods.product(zone=3), lambda: goods.product(zone=4)),
    "product_tax_rate_is_8_or_10": (
        lambda: goods.product(tax_rate=10),
        lambda: goods.product(tax_rate=5),
    ),
    "product_allergens_are_28_states": (
        lambda: goods.product(allergens=""),
        lambda: goods.product(allergens="0" * 27 + "2"),
    ),
    "product_content_amount_is_positive": (
        lambda: goods.product(content_amount=1),
        lambda: goods.product(content_amount=0),
    ),
    "offer_order_number_once_a_cycle": (
        lambda: two_offers("120452"),
        lambda: two_offers("120451"),
    ),
    "offer_price_with_tax_is_not_below_price_without": (
        lambda: goods.offer(price_ex_tax=100, price_inc_tax=100),
        lambda: goods.offer(price_ex_tax=100, price_inc_tax=99),
    ),
    "offer_per_order_limit_is_at_least_one": (
        lambda: goods.offer(per_order_limit=1),
        lambda: goods.offer(per_order_limit=0),
    ),
    "offer_stock_is_not_oversold": (lambda: stock(10), lambda: stock(11)),
    "window_once_a_cycle_and_course": (
        lambda: two_windows(people.course("0202")),
        lambda: two_windows(None),
    ),
    "window_closes_after_it_opens": (
        lambda: window(opens_at=NOW, closes_at=NOW + HOUR),
        lambda: window(opens_at=NOW, closes_at=NOW),
    ),
    "window_is_not_closed_before_its_deadline": (
        lambda: window(closes_at=NOW, closed_at=NOW),
        lambda: window(closes_at=NOW, closed_at=NOW - HOUR),
    ),
    "window_is_exported_only_after_closing": (
        lambda: window(closes_at=NOW, closed_at=NOW, exported_at=NOW),
        lambda: window(closes_at=NOW, exported_at=NOW),
    ),
    "order_once_a_member_and_cycle": (
        lambda: two_orders(same=False),
        lambda: two_orders(same=True),
    ),
    "order_fee_is_frozen_with_the_order": (
        lambda: order(closed_at=NOW, fee_inc_tax=220),
        lambda: order(closed_at=NOW),
    ),
    "order_points_mode_says_how_many": (
        lambda: order(points_mode="number", points_wanted=1),
        lambda: order(points_mode="number"),
    ),
    "order_points_used_are_wanted": (
        lambda: order(points_mode="number", points_wanted=5, points_used=5),
        lambda: order(points_mode="number", points_wanted=5, points_used=6),
    ),
    "order_line_once_an_offer": (lambda: two_lines(same=False), lambda: two_lines(same=True)),
    "order_line_quantity_is_at_least_one": (
        lambda: line(quantity=1),
        lambda: line(quantity=0),
    ),
    "order_line_is_frozen_whole": (
        lambda: line(**FROZEN),
        lambda: line(**{**FROZEN, "tax_rate": None}),
    ),
    "order_line_points_are_frozen_together": (
        lambda: line(points_percent=200, points_earned=0),
        lambda: line(points_percent=200),
    ),
    "order_total_points_are_within_it": (lambda: total(points=108), lambda: total(points=109)),
    "order_total_once_a_rate": (lambda: two_totals(10), lambda: two_totals(8)),
    "past_purchase_once_a_member_and_product": (
        lambda: two_past_purchases(same=False),
        lambda: two_past_purchases(same=True),
    ),
    "past_purchase_is_positive": (
        lambda: past_purchase(quantity=1),
        lambda: past_purchase(quantity=0),
    ),
    "fee_rule_once_a_support_and_start": (
        lambda: two_fee_rules(date(2028, 4, 1)),
        lambda: two_fee_rules(date(2027, 4, 1)),
    ),
    "fee_rule_ends_after_it_starts": (
        lambda: FeeRule.objects.create(
            fee_inc_tax=1, starts_on=date(2027, 4, 1), ends_on=date(2027, 4, 1)
        ),
        lambda: FeeRule.objects.create(
            fee_inc_tax=1, starts_on=date(2027, 4, 1), ends_on=date(2027, 3, 31)
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_good_row_is_accepted(name):
    CASES[name][0]()


@pytest.mark.parametrize("name", CASES)
def test_a_bad_row_is_refused_by_the_constraint_of_that_name(name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CASES[name][1]()


def test_every_constraint_of_every_app_has_its_rows():
    named = {
        constraint.name
        for app in ("post", "members", "joining", "catalog", "points", "orders")
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }

    assert named == set(CASES)


def test_withdrawn_offers_and_products_keep_the_lines_that_point_to_them():
    kept = line()

    for row in (kept.offer, kept.offer.product, kept.order.cycle):
        with pytest.raises(Exception, match="protected"):
            row.delete()
    assert Offer.objects.count() == Product.objects.count() == 1
