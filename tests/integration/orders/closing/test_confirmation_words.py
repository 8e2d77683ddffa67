"""The words of the final confirmation."""

from datetime import timedelta

import pytest

from orders.actions import closing
from orders.mails import order_closed
from orders.models import OrderWindow
from tests.factories import goods, people, purchases
from todock.lib import clock
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmation() -> OutgoingMail:
    """The mail about 佐藤さん's two bottles of wine."""
    sato = people.sato(name="佐藤 & 花子")
    window = purchases.window(course=sato.course)
    wine = goods.offer(
        cycle=window.cycle,
        order_number="120451",
        product__name="赤ワイン",
        product__alcohol=True,
    )
    purchases.ordered(sato, wine, 2)
    OrderWindow.objects.update(closes_at=clock.now() - timedelta(minutes=1))
    closing.close_due_windows()
    return OutgoingMail.objects.get()


def test_the_drinking_age_is_that_of_the_setting(settings, confirmation):
    settings.DRINKING_AGE = 18

    _subject, text = order_closed(confirmation)

    assert "18歳未満の方の飲酒は、法律で禁止されています。" in text
    assert "20歳" not in text


def test_the_words_are_plain_text_line_by_line(confirmation):
    _subject, text = order_closed(confirmation)

    lines = text.splitlines()
    assert lines[0] == "佐藤 & 花子さん"
    assert "ご注文　1品・2点　合計 " in text
    assert "・120451　赤ワイン" in text
    assert any("%対象　本体 " in line for line in lines)
    assert "%%" not in text
    assert "{" not in text
