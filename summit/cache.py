"""Cache that outlives its Redis: rate limits and look-ups go on in the process instead."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

from summit.breaker import breaker_of

logger = logging.getLogger(__name__)


class KeptRedisClient(RedisCacheClient):
    """Keeps the object that speaks to a server; it takes a connection of the pool each time."""

    def get_client(self, key: str | None = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        kept = getattr(self, "_kept", None)
        if kept is None or kept.connection_pool is not pool:
            kept = self._client(connection_pool=pool)  # type: ignore[attr-defined]
            self._kept = kept
        return kept


class ResilientRedisCache(RedisCache):
    """Redis cache that falls back to memory of this process while Redis cannot be reached."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptRedisClient
        memory = {**params, "OPTIONS": {}}
        self._memory = LocMemCache("summit-fallback", memory)
        self._breaker = breaker_of(server)

    def _try(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if self._breaker.allows():
            redis_method: Callable[..., Any] = getattr(super(), name)
            try:
                answer = redis_method(*args, **kwargs)
            except RedisError as error:
                self._breaker.note_failure()
                logger.warning("cache: Redis failed (%s), memory used", type(error).__name__)
            else:
                self._breaker.note_success()
                return answer
        return getattr(self._memory, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._try("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._try("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._try("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._try("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._try("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return self._try("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> list[str]:
        return self._try("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._try("delete_many", *args, **kwargs)

    def clear(self) -> bool:
        return self._try("clear")
