"""How time passes for a ledger: it is made older, so that an example takes no longer than its moves."""

import time

from redis import Redis

HOUR_MS = 3_600_000

LET_PASS = """
local by, is_watched, time = tonumber(ARGV[1]), ARGV[2] == '1', redis.call('TIME')
for _, name in ipairs(redis.call('KEYS', KEYS[1] .. '*')) do
  local kind, own = redis.call('TYPE', name).ok, string.sub(name, #KEYS[1] + 1)
  local left = redis.call('PTTL', name)
  if kind == 'zset' then
    for _, member in ipairs(redis.call('ZRANGE', name, 0, -1)) do redis.call('ZINCRBY', name, -by, member) end
  elseif kind == 'hash' then
    for _, field in ipairs({'due_at', 'since'}) do
      if redis.call('HEXISTS', name, field) == 1 then redis.call('HINCRBY', name, field, -by) end
    end
  elseif own == 'looked' and is_watched then
    redis.call('SET', name, time[1] * 1000)
  elseif own == 'looked' or string.match(own, '^pace:') or string.match(own, '^asked:') then
    redis.call('SET', name, redis.call('GET', name) - by, 'KEEPTTL')
  end
  if left > by then redis.call('PEXPIRE', name, left - by) elseif left >= 0 then redis.call('DEL', name) end
end
"""


def let_an_hour_pass(client: Redis, prefix: str, *, is_watched: bool) -> None:
    """Let an hour pass, and a minute, which the moves of an example do not take: what waits for an hour is due then.

    Everything that has a time becomes older, as if all had stood still; a gate that watches has looked just now.
    """
    client.eval(LET_PASS, 1, prefix, HOUR_MS + 60_000, int(is_watched))


def let_a_moment_pass(client: Redis, prefix: str) -> None:
    """Let a gate look again at what it has put off for a tenth of a second."""
    client.eval(LET_PASS, 1, prefix, 200, 0)


def wait_a_millisecond(begun_ms: int | None = None) -> int:
    """Wait until the millisecond, or the one that is given, is over; return it.

    What is done to the ledger in the same one has its order by chance, and an example must end alike each time.
    """
    begun_ms = begun_ms or now_ms()
    while now_ms() <= begun_ms:
        time.sleep(0.0002)  # polls the clock
    return begun_ms


def now_ms() -> int:
    """Return the time by the server's clock: it runs on this machine."""
    return time.time_ns() // 1_000_000
