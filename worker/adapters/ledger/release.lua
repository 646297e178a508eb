#!lua flags=allow-oom
-- Part a Celery task from its step: its process is gone, or stops.
-- ARGV: task id, lapse (the gate takes it back as a crash) | overtime (the gate gives it up: it would take as long again)
--       | hand_back (due at once, nothing is counted)
-- Returns: released | gone
local task, how = ARGV[1], ARGV[2]
local step = redis.call('HGET', key('tasks'), task)
if not step then return 'gone' end
if how == 'hand_back' then
  local stage, job, endpoint = parts_of(step)
  local now = now_ms()
  tell(job, now, stage .. '.handed_back', {endpoint = endpoint})
  make_due(step, now)
else
  if how == 'overtime' then redis.call('HSET', key('step', step), 'overtime', 1) end
  redis.call('ZADD', key('leased'), 'XX', 0, step)
end
return 'released'
