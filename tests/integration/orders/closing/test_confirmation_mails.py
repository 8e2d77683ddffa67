"""The final confirmation: one mail a member, sent once."""

from datetime import timedelta

import pytest

from orders.actions import closing
from orders.mails import order_closed
from orders.models import Order
from tests.factories import purchases
from tests.integration.orders.closing.deadlines import make_due
from todock.lib import clock, dates
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_folder")]


def test_one_mail_a_member_waits_in_the_outbox(sato, window, milk):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.kind, mail.key) == (
        sato,
        "order_closed",
        str(Order.objects.get().pk),
    )


def test_the_confirmation_names_every_line_the_totals_and_the_delivery(sato, window, milk):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))
    closing.close_due_windows()

    subject, text = order_closed(OutgoingMail.objects.get())

    assert window.cycle.name in subject
    for part in ("佐藤 花子さん", "120451", "北海道牛乳 1L", "2点", "合計 690円", "220円"):
        assert part in text
    assert dates.day_text(window.delivers_on) in text


def test_the_confirmation_is_sent_once_from_the_outbox(sato, window, milk, mailoutbox):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))
    closing.close_due_windows()

    for _run in range(2):
        mail.send_waiting(at=clock.now())

    [sent] = mailoutbox
    assert sent.to == ["sato@example.jp"]
    assert "北海道牛乳" in sent.body
