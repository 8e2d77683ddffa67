"""The home page tells a member of points that come to their end, and nobody else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import goods, people, purchases
from tests.factories.ledger import earned, post
from todock.lib import clock, dates

pytestmark = pytest.mark.django_db


def day(days: int):
    return clock.japan_date(clock.now()) + timedelta(days=days)


def home(client) -> str:
    return client.get("/").content.decode()


def test_points_that_expire_soon_are_told_with_their_day(client) -> None:
    sato = people.sato()
    earned(sato, 420, expires_on=day(settings.POINTS_EXPIRY_NOTICE_DAYS))

    text = home(people.signed_in(client, sato))

    assert "420ポイントの期限が近づいています" in text
    assert dates.day_text(day(settings.POINTS_EXPIRY_NOTICE_DAYS)) in text


def test_points_that_expire_later_or_did_so_are_not_told(client) -> None:
    sato = people.sato()
    earned(sato, 420, expires_on=day(settings.POINTS_EXPIRY_NOTICE_DAYS + 1))
    earned(sato, 420, expires_on=day(-1))
    earned(sato, 420)

    assert "期限が近づいています" not in home(people.signed_in(client, sato))


def test_points_that_are_gone_or_not_there_yet_are_not_told(client) -> None:
    sato = people.sato()
    account = earned(sato, 420, expires_on=day(3))
    post(account, "donate", 420)
    post(account, "earn_pending", 50, due_on=day(3))

    assert "期限が近づいています" not in home(people.signed_in(client, sato))


def test_nobody_is_told_of_the_points_of_another(client) -> None:
    earned(people.sato(), 420, expires_on=day(3))

    assert "期限が近づいています" not in home(client)
    assert "期限が近づいています" not in home(people.signed_in(client, people.suzuki()))


def test_home_stays_within_eight_queries(client) -> None:
    sato = people.sato()
    window = purchases.window(course=sato.course)
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    for days in range(60):
        earned(sato, 5, expires_on=day(days))
    people.signed_in(client, sato)
    home(client)

    with CaptureQueriesContext(connection) as queries:
        assert "5ポイントの期限が近づいています" in home(client)

    assert len(queries) <= 8, [each["sql"][:90] for each in queries]
