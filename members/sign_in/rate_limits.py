"""How often one address may try: counted in Redis, in the process while Redis is away.

Never open entirely, never an error: without Redis every process counts for itself.
"""

import logging
from functools import cache
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from limits import parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from todock.lib.pause import Pause

logger = logging.getLogger(__name__)

#: Seconds in which Redis is left alone after a failure.
_pause = Pause(5)
_in_process = FixedWindowRateLimiter(MemoryStorage())


def within(rate: str, *names: str) -> bool:
    """Count one try of ``names`` and say whether it is within ``rate`` (``30/minute``)."""
    limit, storage = parse(rate), settings.RATE_LIMIT_STORAGE
    if not _pause.lasts(storage):
        try:
            return FixedWindowRateLimiter(_shared(storage)).hit(limit, *names)
        except (RedisError, OSError) as error:
            _pause.begin(storage)
            logger.warning("Rate limits are counted by process: %s.", type(error).__name__)
    return _in_process.hit(limit, *names)


def refused(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """Ask kindly to wait; programs are told for how many ``seconds``."""
    response = render(request, "members/too_many.html", status=429)
    response["Retry-After"] = str(seconds)
    return response


def forget() -> None:
    """Start to count anew, in Redis and in this process."""
    _pause.end()
    _in_process.storage.reset()
    try:
        _shared(settings.RATE_LIMIT_STORAGE).reset()
    except (RedisError, OSError) as error:
        logger.warning("Redis keeps its rate limits: %s.", type(error).__name__)


def address(request: HttpRequest) -> str:
    """Return the address that ``request`` comes from.

    X-Forwarded-For counts only as far as our own proxies wrote it (TRUSTED_PROXY_COUNT): the
    rest is what the sender made up. An IPv6 household has a /64, so that is what is returned.
    """
    found = request.META.get("REMOTE_ADDR", "")
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.TRUSTED_PROXY_COUNT <= len(hops):
        found = hops[-settings.TRUSTED_PROXY_COUNT].strip()
    try:
        parsed = ip_address(found)
    except ValueError:
        return "unknown"
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


@cache
def _shared(uri: str) -> Storage:
    return storage_from_string(uri, socket_timeout=1, socket_connect_timeout=1)
