"""A page of points as it is read, and the day of it."""

from django.test import Client

from tests.reading import Part, read
from todock.lib import clock


def text_of(client: Client, url: str = "/points/") -> Part:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return read(answer)


def today():
    return clock.japan_date(clock.now())
