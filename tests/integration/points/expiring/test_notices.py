"""Members are told of points that end soon."""

from datetime import timedelta

import pytest

from points.actions import expiring
from points.mails import points_expiring
from points.queries.expiry import expiring_soon
from tests.factories import people
from tests.factories.ledger import earned, post
from tests.integration.points.expiring.days import GOOD, LAST, japan
from todock.lib import clock, dates
from todock.post import mail
from todock.post.models import OutgoingMail
from todock.post.outbox import Hopeless

pytestmark = pytest.mark.django_db


def test_members_with_an_address_are_told_once_a_day_that_ends(settings):
    settings.POINTS_EXPIRY_NOTICE_DAYS = 30
    earned(people.sato(), 100, expires_on=LAST)
    earned(people.suzuki(email=""), 100, expires_on=LAST)

    assert expiring.write_down_notices(at=japan(10, 30)) == 0
    assert expiring.write_down_notices(at=japan(10, 31)) == 1
    assert expiring.write_down_notices(at=japan(11, 1)) == 0


def test_the_notice_says_how_many_until_when():
    today = clock.japan_date(clock.now())
    account = earned(people.sato(), 420, expires_on=today)
    expiring.write_down_notices(at=clock.now())
    outgoing = OutgoingMail.objects.get()

    subject, text = points_expiring(outgoing)

    assert subject == f"420ポイントの期限は{dates.day_text(today)}です"
    assert "/points/" in text
    assert mail.send_waiting(at=clock.now() + timedelta(minutes=1)) == 1
    post(account, "hold", 420, subject="order:1")
    with pytest.raises(Hopeless):
        points_expiring(outgoing)


def test_what_ends_soonest_is_told():
    account = earned(people.sato(), 10, expires_on=GOOD)
    earned(account.member, 5, expires_on=LAST)
    earned(account.member, 6, expires_on=LAST)

    assert expiring_soon(account.member, japan(11, 10)) == (11, LAST)
    assert expiring_soon(account.member, japan(10, 1)) is None
