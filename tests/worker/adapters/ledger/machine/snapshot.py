"""All that the ledger holds in Redis at one moment."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from redis import Redis

from tests.worker.adapters.ledger.machine.clock import HOUR_MS

TAG = re.compile(r"\bs\d+\b")

READ_ALL = """
local reads = {hash = 'HGETALL', zset = 'ZRANGE', list = 'LRANGE', string = 'GET', stream = 'XRANGE'}
local more = {zset = {0, -1, 'WITHSCORES'}, list = {0, -1}, stream = {'-', '+'}}
local time, found = redis.call('TIME'), {}
for _, name in ipairs(redis.call('KEYS', KEYS[1] .. '*')) do
  local kind = redis.call('TYPE', name).ok
  local value = redis.call(reads[kind], name, unpack(more[kind] or {}))
  found[#found + 1] = {string.sub(name, #KEYS[1] + 1), kind, redis.call('PTTL', name), value}
end
return cjson.encode({time[1] * 1000 + math.floor(time[2] / 1000), found})
"""


@dataclass(frozen=True)
class Key:
    """One key: its value in plain text, and for how long it is kept (ms, -1: for good)."""

    value: object
    left_ms: int


class Snapshot:
    """All that is under a prefix."""

    def __init__(self, client: Redis, prefix: str) -> None:
        self.taken_at, keys = json.loads(client.eval(READ_ALL, 1, prefix))
        self.keys = {name: Key(_plain(kind, value), left) for name, kind, left, value in keys}

    def under(self, prefix: str) -> dict[str, Any]:
        """Return rest of the name -> value, of the keys that begin so."""
        return {name.removeprefix(prefix): key.value for name, key in self.keys.items() if name.startswith(prefix)}

    def whole(self, name: str) -> Any:
        """Return the value of a key, or an empty dictionary."""
        return self.keys[name].value if name in self.keys else {}

    def hours_until(self, at_ms: float) -> float:
        """Return how many hours a time is ahead, begun ones whole; 0 when it has come, infinity for many weeks."""
        hours = math.ceil((at_ms - self.taken_at) / HOUR_MS)
        return math.inf if hours > 1_000 else max(0, hours)

    def hours_kept(self, name: str) -> float:
        """Return for how many hours a key is kept, begun ones whole; infinity without an expiry, 0 if there is none."""
        if name not in self.keys:
            return 0
        left_ms = self.keys[name].left_ms
        return math.inf if left_ms == -1 else self.hours_until(self.taken_at + left_ms)

    def times(self, name: str) -> dict[str, float]:
        """Return member -> how many hours its time is ahead, of a sorted set."""
        return {member: self.hours_until(at_ms) for member, at_ms in self.whole(name).items()}

    def tags(self, *prefixes: str) -> Counter[str]:
        """Return the tags of submissions that stand in these keys, with how often."""
        texts = [str(value) for prefix in prefixes for value in self.under(prefix).values()]
        return Counter(tag for text in texts for tag in TAG.findall(text))


def _plain(kind: str, value: Any) -> Any:
    match kind:
        case "hash":
            return dict(_pairs(value))
        case "zset":
            return {member: float(score) for member, score in _pairs(value)}
        case "stream":
            return {entry: dict(_pairs(fields)) for entry, fields in value}
    return value


def _pairs(flat: list[str]) -> Iterator[tuple[str, str]]:
    return zip(flat[::2], flat[1::2], strict=True)
