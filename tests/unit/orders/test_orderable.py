"""May it be ordered, and if not, why: the one rule that pages and actions share."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.models import Cycle
from catalog.rules.ended import Ended, ended
from members.models import Member
from orders import refusals
from orders.models import OrderWindow
from orders.rules import orderable

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def window(**fields) -> OrderWindow:
    values = {"opens_at": NOW - HOUR, "closes_at": NOW + HOUR, "closed_at": None}
    cycle = Cycle(publishes_at=fields.pop("publishes_at", NOW - 2 * HOUR))
    return OrderWindow(cycle=cycle, **{**values, **fields})


def asked(**about) -> refusals.Refusal | None:
    return orderable.why_not(**{"ended": None, "wanted": 1, "most": 3, **about})


def test_an_offer_that_stands_can_be_ordered_up_to_its_limit():
    assert asked(wanted=3) is None


def test_one_piece_more_than_the_limit_is_refused_and_the_limit_is_told():
    refusal = asked(wanted=4)

    assert isinstance(refusal, refusals.OverPerOrderLimit)
    assert refusal.limit == 3


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"shut": refusals.NoCourse()}, refusals.NoCourse),
        ({"fixed": True}, refusals.FixedByPaper),
        ({"stopped": True}, refusals.OrderingStopped),
        ({"needs_age": True}, refusals.AgeNotGiven),
        ({"ended": refusals.OfferWithdrawn()}, refusals.OfferWithdrawn),
    ],
)
def test_each_reason_by_itself_is_told(about, reason):
    assert isinstance(asked(**about), reason)


def test_what_holds_for_everybody_is_told_before_what_is_the_members_own():
    gone = refusals.OfferWithdrawn()

    assert asked(ended=gone, shut=refusals.NoCourse(), fixed=True, needs_age=True) is gone


@pytest.mark.parametrize(("limit", "most"), [(None, 99), (2, 2), (500, 99)])
def test_an_offer_has_its_own_limit_or_the_common_one(limit, most):
    assert orderable.most_pieces(limit, most=99) == most


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({}, None),
        ({"withdrawn": True}, Ended.WITHDRAWN),
        ({"closes_at": NOW}, Ended.CLOSED),
        ({"closes_at": NOW + HOUR}, None),
        ({"sold_out": True}, Ended.SOLD_OUT),
        ({"withdrawn": True, "sold_out": True, "closes_at": NOW}, Ended.WITHDRAWN),
    ],
)
def test_an_offer_ends_when_it_is_withdrawn_over_or_sold_out(about, reason):
    terms = {"withdrawn": False, "closes_at": None, "sold_out": False, **about}

    assert ended(at=NOW, **terms) == reason


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (Ended.WITHDRAWN, refusals.OfferWithdrawn),
        (Ended.CLOSED, refusals.OfferClosed),
        (Ended.SOLD_OUT, refusals.SoldOut),
    ],
)
def test_each_end_of_an_offer_is_told_in_words_for_the_member(end, reason):
    assert isinstance(orderable.why_not_offer(end, NOW), reason)


def test_an_offer_that_stands_is_not_refused():
    assert orderable.why_not_offer(None, None) is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, None),
        ({"opens_at": NOW + HOUR / 2}, refusals.WindowNotOpen),
        ({"publishes_at": NOW + HOUR / 2}, refusals.WindowNotOpen),
        ({"closes_at": NOW}, refusals.WindowClosed),
        ({"closed_at": NOW - HOUR}, refusals.WindowClosed),
    ],
)
def test_a_window_is_open_from_its_opening_up_to_its_deadline(fields, reason):
    refusal = orderable.why_not_window(window(**fields), NOW)

    assert type(refusal) is (reason or type(None))


def test_a_member_without_a_window_is_told_that_nothing_is_open():
    assert isinstance(orderable.why_not_window(None, NOW), refusals.WindowNotOpen)


@pytest.mark.parametrize(
    ("state", "course_id", "reason"),
    [
        (Member.State.ACTIVE, 1, None),
        (Member.State.PAUSED, 1, refusals.MayNotOrder),
        (Member.State.ACTIVE, None, refusals.NoCourse),
    ],
)
def test_only_an_active_member_with_a_course_orders(state, course_id, reason):
    refusal = orderable.why_not_member(Member(state=state, course_id=course_id))

    assert type(refusal) is (reason or type(None))
