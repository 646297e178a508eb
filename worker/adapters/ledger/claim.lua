#!lua flags=allow-oom
-- Lease a step to a worker. Asking again with the same token gives the same lease.
-- ARGV: step, token, task id, lease (ms), spacing (ms)
-- Returns: {claimed, job JSON, state, failures, reported (ms), report of a failed job} or {gone | leased | early}
local step, token, task, lease, spacing = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local now = now_ms()
local stage, job, endpoint = parts_of(step)
local place, held, due_at, pace, failures = unpack(redis.call('HMGET', key('step', step),
  'place', 'token', 'due_at', 'pace', 'failures'))
if place ~= 'due' and place ~= 'hinted' and place ~= 'leased' then return {'gone'} end
if place == 'leased' and held ~= token then return {'leased'} end
local known = redis.call('HMGET', key('job', job), 'job', 'state', 'reported_ms', 'report')
if not known[1] then  -- nobody can do a step of a job that is no more
  if place == 'due' then take_from_due(step) else redis.call('ZREM', key('hinted', stage), step) end
  end_lease(step)
  redis.call('DEL', key('step', step))
  return {'gone'}
end
if place ~= 'leased' then
  if tonumber(due_at) > now then return {'early'} end
  local allowed = tonumber(redis.call('GET', key('pace', stage, pace)) or 0)
  if place == 'due' then take_from_due(step) else redis.call('ZREM', key('hinted', stage), step) end
  if allowed > now then
    make_due(step, allowed)
    return {'early'}
  end
  if spacing > 0 then redis.call('SET', key('pace', stage, pace), now + spacing, 'PX', spacing) end
  redis.call('HSET', key('step', step), 'place', 'leased', 'token', token, 'task', task)
  redis.call('HSET', key('tasks'), task, step)
  tell(job, now, stage .. '.started', endpoint)
end
redis.call('ZADD', key('leased'), now + lease, step)
return {'claimed', known[1], known[2], failures, known[3] or '', known[4] or ''}
