"""Failure stays in its room: what is away is said, what counts goes on."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client

from members.models import Member
from orders.models import OrderLine
from tests.factories import goods, people, purchases

pytestmark = pytest.mark.django_db


@pytest.fixture
def sato() -> Member:
    return people.sato()


@pytest.fixture
def milk(sato):
    window = purchases.window(course=sato.course)
    return goods.offer(cycle=window.cycle, order_number="120451")


def quantity_url(offer) -> str:
    return f"/order/{offer.cycle.code}/lines/{offer.order_number}/"


def test_the_process_lives_without_asking_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.parametrize("name", ["milk.webp", "a" * 3000, "a/" * 3000, "a%00b"])
def test_a_picture_that_is_not_there_is_not_found_whatever_it_is_called(client, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_ready_reports_what_is_away_without_depending_on_it(client, settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    settings.OIDC_ISSUER = "http://127.0.0.1:9"

    answer = client.get("/readyz")

    assert answer.status_code == 200
    report = answer.json()
    assert report["postgresql"] == "ok"
    assert report["redis"] != "ok"
    assert report["identity_provider"] != "ok"
    assert report["overdue_windows"] == 0


def test_without_redis_orders_still_count(client, sato, milk, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "todock.cache.ForgivingRedisCache",
            "LOCATION": "unix:///nowhere/redis.sock",
        }
    }
    settings.RATE_LIMIT_STORAGE = "redis+unix:///nowhere/redis.sock"
    people.signed_in(client, sato)

    answer = client.post(quantity_url(milk), {"quantity": 2, "shown": 0})
    page = client.get("/order/")

    assert answer.status_code in {302, 303}
    assert OrderLine.objects.get().quantity == 2
    assert "北海道牛乳" in page.content.decode()


@pytest.fixture
def database_away() -> Iterator[Callable[[], None]]:
    """Call it to lose the database; it is back after the test."""
    there = connection.settings_dict["HOST"]

    def lose() -> None:
        connection.close()
        connection.settings_dict["HOST"] = "/nowhere"

    yield lose
    connection.close()
    connection.settings_dict["HOST"] = there


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_one_page_says_so_and_keeps_the_input(sato, milk, database_away):
    client = people.signed_in(Client(raise_request_exception=False), sato)
    database_away()

    answer = client.post(quantity_url(milk), {"quantity": "３", "shown": "0"})

    page = answer.content.decode()
    assert answer.status_code == 503
    assert f'action="{quantity_url(milk)}"' in page
    assert '<input type="hidden" name="quantity" value="３">' in page
    assert "もう一度保存する" in page


@pytest.mark.django_db(transaction=True)
def test_without_the_database_the_process_is_not_ready_but_lives(client, database_away):
    database_away()

    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_a_page_that_is_not_there_offers_ways_on(client):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()
