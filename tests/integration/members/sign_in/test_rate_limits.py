"""Counting tries, with Redis and without."""

import time

import pytest
from django.test import RequestFactory

from members.sign_in import rate_limits


def _tries(number: int, rate: str = "2/minute") -> list[bool]:
    return [rate_limits.within(rate, "test", "192.0.2.1") for _ in range(number)]


def test_tries_beyond_the_rate_are_refused():
    assert _tries(3) == [True, True, False]


def test_tries_are_counted_in_redis_for_all_processes():
    _tries(2)
    rate_limits._in_process.storage.reset()
    assert _tries(1) == [False]


def test_names_are_counted_apart():
    _tries(2)
    assert rate_limits.within("2/minute", "other", "192.0.2.1")
    assert rate_limits.within("2/minute", "test", "192.0.2.2")


def test_without_redis_the_process_counts_for_itself(settings):
    settings.RATE_LIMIT_STORAGE = "redis://127.0.0.1:1/0"
    started = time.monotonic()
    assert _tries(4) == [True, True, False, False]
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "made up", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert rate_limits.address(request) == expected
