#!lua flags=allow-oom
-- Hold on to a lease.
-- ARGV: step, token, lease (ms)
-- Returns: held | fenced
local step, token, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
if not holds(step, token) then return 'fenced' end
redis.call('ZADD', key('leased'), now_ms() + lease, step)
return 'held'
