#!lua flags=allow-oom
-- Make a leased step due again after a failure.
-- ARGV: step, token, wait (ms), code, message, what the attempt counts (0|1)
-- Returns: due | fenced
local step, token, wait, code, message, counts = unpack(ARGV)
if not holds(step, token) then return 'fenced' end
local now = now_ms()
local stage, job, endpoint = parts_of(step)
end_lease(step)
redis.call('HINCRBY', key('step', step), 'failures', counts)
tell(job, now, stage .. '.retry', endpoint, code, message)
make_due(step, now + tonumber(wait))
return 'due'
