"""The Redis cache, which a page can do without."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from todock.lib.pause import Pause

logger = logging.getLogger(__name__)

#: So that one page waits for a Redis that is away, not all of them. Seconds.
_pause = Pause(5)


class ForgivingRedisCache(RedisCache):
    """Answers as if empty while Redis is away: pages are slower, and go on."""

    def _try(self, operation: str, answer: Any, *args: Any, **kwargs: Any) -> Any:
        address = str(self._servers)
        if _pause.lasts(address):
            return answer
        try:
            return getattr(super(), operation)(*args, **kwargs)
        except (RedisError, OSError) as error:
            _pause.begin(address)
            logger.warning("Redis does not answer (%s); pages go on without it.", error)
            return answer

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try("get", default, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict:
        return self._try("get_many", {}, list(keys), version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        self._try("set", None, key, value, *args, **kwargs)

    def set_many(self, data: dict, *args: Any, **kwargs: Any) -> list:
        return self._try("set_many", [], data, *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return self._try("add", False, key, value, *args, **kwargs)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._try("delete", False, key, version)
