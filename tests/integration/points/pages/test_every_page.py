"""What holds for every page of points: who may see it, what it asks, who keeps it."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.models import StageRule, Transaction
from tests.factories import goods, people, point_history, purchases
from tests.factories.ledger import earned
from tests.integration.points.pages.points_page import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "url",
    [
        "/points/",
        "/points/history/",
        "/points/history.csv",
        "/points/entries/1/",
        "/points/donate/",
        "/points/exchange/",
        "/points/move/",
    ],
)
def test_a_visitor_is_led_to_the_sign_in_and_back(client, url) -> None:
    answer = client.get(url)

    assert answer.status_code == 303
    assert answer["Location"].startswith(settings.LOGIN_URL)
    assert answer["Location"].endswith(url.replace("/", "%2F"))


def test_a_new_sign_in_is_led_to_the_identity_check(client) -> None:
    client.force_login(people.newcomer())

    assert client.get("/points/")["Location"].startswith("/me/link/")


def test_no_page_asks_more_than_eight_queries(sato_client, sato) -> None:
    """500 entries, 60 lots, an order, stages, a campaign."""
    window = purchases.window(course=sato.course)
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 3)
    point_history.year(sato)
    point_history.many(sato, 500, 60)
    point_history.donation()
    assert StageRule.objects.exists()
    entries = [
        f"/points/entries/{Transaction.objects.filter(kind=kind).latest('pk').pk}/"
        for kind in Transaction.objects.values_list("kind", flat=True).distinct().order_by()
    ]

    for url in [
        "/points/",
        "/points/history/",
        "/points/history/?kind=plans&page=3",
        "/points/donate/",
        "/points/exchange/",
        *entries,
    ]:
        with CaptureQueriesContext(connection) as queries:
            text_of(sato_client, url)
        assert len(queries) <= 8, f"{url}: {[each['sql'][:90] for each in queries]}"


def test_pages_are_not_kept_by_anybody_on_the_way(sato_client, sato) -> None:
    earned(sato, 5)

    assert "Cookie" in sato_client.get("/points/")["Vary"]
    assert "no-store" in sato_client.get("/points/history.csv")["Cache-Control"]
