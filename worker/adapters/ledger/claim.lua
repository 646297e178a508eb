#!lua flags=allow-oom
-- Lease a step to a worker. Asking again with the same token gives the same lease.
-- ARGV: step, token, task id, lease (ms), spacing (ms),
--       most calls of an endpoint, failures that open its circuit, its first pause (ms), wait for another's last try (ms)
-- Returns: {claimed, now (ms), job JSON, state, failures, reported (ms), report in the ledger, redrives,
--           URL that the article has moved to or '', how often it has}
--       or {gone | leased | early} or {newer, version of the record}
local step, token, task, lease, spacing = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local most_calls, limit, pause, last_try_wait = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local now = now_ms()
local stage, job, endpoint = parts_of(step)
local place, held, due_at, pace, failures, url, moves, last_try = unpack(redis.call('HMGET', key('step', step),
  'place', 'token', 'due_at', 'pace', 'failures', 'url', 'moves', 'last_try'))
if place ~= 'due' and place ~= 'hinted' and place ~= 'leased' then return {'gone'} end
if place == 'leased' and held ~= token then return {'leased'} end
local version, message, state, reported, report, redrives = unpack(redis.call('HMGET', key('job', job),
  'v', 'job', 'state', 'reported_ms', 'report', 'redrives'))
if not version then  -- nobody can do a step of a job that is no more
  remove(step)
  return {'gone'}
end
if version ~= VERSION then
  make_due(step, now + 60000)
  return {'newer', version}
end
if place ~= 'leased' then
  if tonumber(due_at) > now then return {'early'} end
  -- a late message, whose step was taken back, is no reason to call more often
  local is_too_many = endpoint and place == 'due' and calls_room(endpoint, most_calls, limit) <= 0
  if is_too_many or allowed_at(stage, pace) > now then
    make_due(step, due_at)
    return {'early'}
  end
  -- of two that are left one try each, neither sees the other die
  if last_try then
    local other = redis.call('GET', key('last_try', stage))
    if other and redis.call('HGET', key('step', other), 'place') == 'leased' then
      make_due(step, now + last_try_wait)
      return {'early'}
    end
    redis.call('SET', key('last_try', stage), step)
  end
  if stage == 'fetch' then spacing = math.max(spacing, tonumber(redis.call('GET', key('delay', pace)) or 0)) end
  if spacing > 0 then redis.call('SET', key('pace', stage, pace), now + spacing, 'PX', spacing) end
  if endpoint and is_open(endpoint, limit) then hold_pace(stage, pace, now, now + pause_after_failure(endpoint, now, pause)) end
  make_leased(step, token, task, now + lease)
  tell(job, now, stage .. '.started', {endpoint = endpoint})
else
  redis.call('ZADD', key('leased'), now + lease, step)
end
return {'claimed', string.format('%d', now), message or '', state, failures, reported or '', report or '', redrives or 0,
  url or '', moves or 0}
