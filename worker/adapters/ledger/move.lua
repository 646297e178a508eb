#!lua flags=allow-oom
-- Make a leased step due again for another URL of its article, whose host may be another, counting nothing.
-- ARGV: step, token, url, host
-- Returns: due | fenced
local step, token, url, host = unpack(ARGV)
if not holds(step, token) then return 'fenced' end
local now = now_ms()
local stage, job = parts_of(step)
redis.call('HSET', key('step', step), 'url', url, 'pace', host)
redis.call('HINCRBY', key('step', step), 'moves', 1)
tell(job, now, stage .. '.moved', {detail = url})
make_due(step, now)
return 'due'
