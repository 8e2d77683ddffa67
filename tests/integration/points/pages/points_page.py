"""A page of points as it is read, and the day of it."""

from django.test import Client

from tests import reading
from tests.reading import Part
from todock.lib import clock


def text_of(client: Client, url: str = "/points/") -> Part:
    return reading.text_of(client, url)


def today():
    return clock.japan_date(clock.now())
