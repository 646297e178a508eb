#!lua flags=allow-oom
-- Record that a step has ended, well or given up, and make the next steps due: one atomic move.
-- ARGV: step, token, outcome (JSON: state, next stage, error{code, message}, report), page ('' for none),
--       most hints outstanding of the next stage, resend time (ms), retention (ms)
-- Returns: {fenced} or {done, step to hint at once …}
local step, token, outcome, page = ARGV[1], ARGV[2], cjson.decode(ARGV[3]), ARGV[4]
local most, resend, retention = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
if not holds(step, token) then return {'fenced'} end
local now = now_ms()
local stage, job, endpoint = parts_of(step)
local record = key('job', job)
end_lease(step)
if outcome.error then
  redis.call('HSET', key('step', step), 'place', 'dead', 'code', outcome.error.code, 'message', outcome.error.message)
  redis.call('PEXPIRE', key('step', step), retention)
  redis.call('ZADD', key('dead'), now, step)
  tell(job, now, stage .. '.failed', endpoint, outcome.error.code, outcome.error.message)
else
  redis.call('DEL', key('step', step))
  tell(job, now, stage .. '.done', endpoint)
end

if stage == 'deliver' then
  redis.call('HSET', record, 'deliver:' .. endpoint, outcome.error and 'dead' or 'delivered')
else
  redis.call('HSET', record, 'state', outcome.state, 'reported_ms', now)
  if outcome.state == 'failed' then
    redis.call('HSET', record, 'error_code', outcome.error.code, 'error_message', outcome.error.message,
      'error_stage', stage, 'report', outcome.report)
    local twin = redis.call('HGET', record, 'twin')
    if redis.call('GET', key('twin', twin)) == job then redis.call('DEL', key('twin', twin)) end
  end
end
if page ~= '' then redis.call('SET', key('page', job), page) end
if stage == 'extract' then redis.call('DEL', key('page', job)) end

local waiting = {}
for _, name in ipairs(cjson.decode(redis.call('HGET', record, 'endpoints'))) do
  if redis.call('HGET', record, 'deliver:' .. name) == 'waiting' then waiting[#waiting + 1] = name end
end
local due = {}
if outcome.state == 'fetched' then
  due[1] = {step_of('extract', job), '-'}
elseif stage ~= 'deliver' then
  for _, name in ipairs(waiting) do due[#due + 1] = {step_of('deliver', job, name), name} end
end
local lane = redis.call('HGET', record, 'lane')
local hints = {'done'}
for _, next_step in ipairs(due) do
  create_step(next_step[1], lane, next_step[2], now)
  local next_stage = parts_of(next_step[1])
  if hints_room(next_stage, most) > 0 then
    take_from_due(next_step[1])
    redis.call('ZADD', key('hinted', next_stage), now + resend, next_step[1])
    redis.call('HSET', key('step', next_step[1]), 'place', 'hinted')
    hints[#hints + 1] = next_step[1]
  end
end

if #waiting == 0 and outcome.state ~= 'fetched' then
  redis.call('DECR', key('open'))
  redis.call('PEXPIRE', record, retention)
  redis.call('PEXPIRE', key('history', job), retention)
end
return hints
