"""What the mail about an approval promises: only what the person can do, and from when."""

from datetime import timedelta

import pytest

from members.joining.actions import first_sign_in
from members.joining.models import Application, FirstSignInLink
from tests.factories import applications, goods, people, purchases
from tests.integration.members.joining.applying import join_journey as journey
from todock.lib import clock

pytestmark = pytest.mark.django_db
CYCLE = "2026121"
AT_ONCE = "注文は、ログインするとすぐにできます"


def mail_about(application: Application) -> str:
    """The text of the mail about its approval."""
    text = journey.send_mail()
    assert application.family_name in text
    return text


def test_who_joined_and_has_a_course_orders_at_once():
    text = mail_about(applications.approved(first_cycle=""))
    assert AT_ONCE in text
    assert "電子組合員証は、ログインするとすぐに使えます" in text
    assert "/me/first/" in text


def test_who_only_joined_uses_the_card_and_can_sign_up_for_the_delivery():
    text = mail_about(applications.approved("join"))
    assert "電子組合員証は、ログインするとすぐに使えます" in text
    assert "宅配を利用するときは" in text
    assert "注文" not in text


def test_who_begins_with_a_later_cycle_reads_which():
    purchases.window(
        goods.cycle(code=CYCLE, name="12月1回"), closes_at=clock.now() + timedelta(days=9)
    )
    text = mail_about(applications.approved(first_cycle=CYCLE))
    assert "注文は、12月1回" in text
    assert "からできます" in text
    assert AT_ONCE not in text


def test_a_first_cycle_that_is_over_by_now_is_not_named():
    assert AT_ONCE in mail_about(applications.approved(first_cycle="2026101"))


def test_who_picks_up_reads_where_and_whom_to_ask():
    application = applications.approved(delivers_to="pickup", drop_place="夕張店")
    Application.objects.filter(pk=application.pk).update(course=None)
    text = mail_about(application)
    assert "受取場所　夕張店" in text
    assert "受取場所でのご利用の始め方は、お電話で" in text
    assert "注文" not in text


def test_who_signed_in_before_the_mail_uses_that_sign_in():
    application = applications.approved("join")
    link = FirstSignInLink.objects.get(application=application)
    first_sign_in.tie(link=link, user=people.newcomer(), at=clock.now())
    text = mail_about(application)
    assert "いつものログインから" in text
    assert "注文" not in text


def test_a_member_who_signed_up_for_the_delivery_reads_no_word_of_joining():
    sato = people.sato(course=None)
    text = mail_about(applications.approved("delivery", member=sato, first_cycle=""))
    assert "いつものログインから" in text
    assert AT_ONCE in text
    assert "電子組合員証" not in text
    assert "引き落とし" not in text
