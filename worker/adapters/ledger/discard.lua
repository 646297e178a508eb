#!lua flags=allow-oom
-- Take a dead letter off the list; what the job came to stays as it is.
-- ARGV: step
-- Returns: discarded | gone
local step = ARGV[1]
local stage, job, endpoint = parts_of(step)
if redis.call('HGET', key('step', step), 'place') ~= 'dead' then return 'gone' end
remove(step)
if redis.call('EXISTS', key('job', job)) == 1 then tell(job, now_ms(), stage .. '.discarded', {endpoint = endpoint}) end
return 'discarded'
