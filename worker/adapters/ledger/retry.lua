#!lua flags=allow-oom
-- Make a leased step due again after a failure.
-- ARGV: step, token, wait (ms), code, message
-- Returns: due | fenced
local step, token, wait, code, message = unpack(ARGV)
if not holds(step, token) then return 'fenced' end
local now = now_ms()
local stage, job, endpoint = parts_of(step)
end_lease(step)
redis.call('HINCRBY', key('step', step), 'failures', 1)
tell(job, now, stage .. '.retry', endpoint, code, message)
make_due(step, now + tonumber(wait))
return 'due'
