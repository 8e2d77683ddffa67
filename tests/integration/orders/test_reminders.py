"""The reminder before a deadline: who gets one, who does not, and when it is taken back."""

from datetime import timedelta

import pytest

from members.models import Member, Preferences
from orders import mails
from orders.actions import closing, reminders
from orders.models import OrderWindow
from tests.factories import goods, people, purchases
from todock.lib import clock, dates
from todock.post import outbox
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def window(sato) -> OrderWindow:
    """It closes in ten hours; 佐藤さん has ordered in the two before it."""
    for number, week in enumerate((3, 2), start=1):
        cycle = goods.cycle(code=f"202610{number}")
        past = purchases.window(cycle=cycle, course=sato.course)
        purchases.ordered(sato, goods.offer(cycle=cycle))
        closes_at = clock.now() - timedelta(weeks=week)
        OrderWindow.objects.filter(pk=past.pk).update(
            opens_at=closes_at - timedelta(days=3), closes_at=closes_at
        )
    closing.close_due_windows()
    OutgoingMail.objects.all().delete()
    return purchases.window(
        cycle=goods.cycle(code="2026114"),
        course=sato.course,
        closes_at=clock.now() + timedelta(hours=10),
    )


def reminded() -> list[Member]:
    reminders.write_down(at=clock.now())
    return [mail.recipient for mail in OutgoingMail.objects.filter(kind="order_reminder")]


def test_who_usually_orders_and_has_not_yet_is_reminded_once(sato, window):
    assert reminded() == [sato]
    assert reminded() == [sato]


def test_who_has_goods_on_the_order_is_not_reminded(sato, window):
    purchases.ordered(sato, goods.offer(cycle=window.cycle))

    assert reminded() == []


def test_an_order_that_was_emptied_again_does_not_count_as_one(sato, window):
    milk = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, milk)
    purchases.set_to(sato, milk, 0)

    assert reminded() == [sato]


def test_who_seldom_orders_is_not_reminded(window):
    people.suzuki()

    assert [member.name for member in reminded()] == ["佐藤 花子"]


def test_who_wants_no_reminder_gets_none(sato, window):
    Preferences.objects.create(member=sato, reminders=False)

    assert reminded() == []


@pytest.mark.parametrize(
    "change",
    [{"email": ""}, {"state": Member.State.PAUSED}, {"first_cycle": "2026121"}],
    ids=["no address", "paused", "not yet"],
)
def test_who_cannot_be_reminded_or_cannot_order_is_left_alone(sato, window, change):
    Member.objects.filter(pk=sato.pk).update(**change)

    assert reminded() == []


@pytest.mark.parametrize("hours", [25, -1])
def test_a_window_that_closes_later_or_is_over_reminds_nobody(sato, window, hours):
    closes_at = clock.now() + timedelta(hours=hours)
    OrderWindow.objects.filter(pk=window.pk).update(closes_at=closes_at)

    assert reminded() == []


def test_the_mail_says_until_when_and_for_which_delivery(sato, window):
    reminders.write_down(at=clock.now())

    subject, text = mails.order_reminder(OutgoingMail.objects.get())

    assert dates.instant_text(window.closes_at) in subject
    assert dates.day_text(window.delivers_on) in text
    assert "/me/notices/" in text
    assert "{" not in text


def test_a_mail_that_is_late_is_given_up_when_goods_were_ordered_meanwhile(sato, window):
    reminders.write_down(at=clock.now())
    purchases.ordered(sato, goods.offer(cycle=window.cycle))

    with pytest.raises(outbox.Hopeless):
        mails.order_reminder(OutgoingMail.objects.get())
