#!lua flags=allow-oom
-- Record that a step has ended, well or given up, and make the next steps due: one atomic move.
-- ARGV: step, token, outcome (JSON: state, error{code, message, blames_endpoint}, status, report, seen{page, note}), page ('' for none),
--       most hints outstanding of a stage, resend time (ms), retention (ms),
--       most calls of an endpoint, failures that open its circuit, its first pause (ms)
-- Returns: {fenced} or {done, step to hint at once …}
local step, token, outcome, page = ARGV[1], ARGV[2], cjson.decode(ARGV[3]), ARGV[4]
local most, resend, retention = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local most_calls, limit, pause = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
if not holds(step, token) then return {'fenced'} end
local now = now_ms()
local stage, job, endpoint = parts_of(step)
local record = key('job', job)
local lane = redis.call('HGET', record, 'lane')
local failure = outcome.error
if failure then
  make_dead(step, now, failure.code, failure.message, retention)
  tell(job, now, stage .. '.failed', {endpoint = endpoint, code = failure.code, detail = failure.message, status = outcome.status})
else
  remove(step)
  tell(job, now, stage .. '.done', {endpoint = endpoint, status = outcome.status})
end

if stage == 'deliver' then
  redis.call('HSET', record, 'deliver:' .. endpoint, failure and 'dead' or 'delivered')
  if not failure then
    acquit(endpoint, now)
  elseif failure.blames_endpoint then
    blame(endpoint, now, limit, pause, failure.code, failure.message)
  end
else
  redis.call('HSET', record, 'state', outcome.state, 'reported_ms', now)
  if outcome.state == 'failed' then
    redis.call('HSET', record, 'error_code', failure.code, 'error_message', failure.message,
      'error_stage', stage, 'report', outcome.report)
    local twin = redis.call('HGET', record, 'twin')
    if redis.call('GET', key('twin', twin)) == job then redis.call('DEL', key('twin', twin)) end
  end
end
if page ~= '' then redis.call('SET', key('page', job), page) end
if outcome.seen then redis.call('SET', key('seen', outcome.seen.page), outcome.seen.note, 'PX', retention) end
if stage == 'extract' then
  -- what was handed in cannot be fetched again when the extraction is redriven
  if failure and redis.call('HEXISTS', record, 'handed_in') == 1 then
    redis.call('PEXPIRE', key('page', job), retention)
  else
    redis.call('DEL', key('page', job))
  end
end

local waiting = deliveries(job)
local hints = {'done'}
local function hint(next_step, next_stage, room)
  if room <= 0 or hints_room(next_stage, most) <= 0 then return end
  make_hinted(next_step, now + resend)
  hints[#hints + 1] = next_step
end
if outcome.state == 'fetched' then
  create_step(step_of('extract', job), lane, '-', now)
  hint(step_of('extract', job), 'extract', 1)
elseif stage ~= 'deliver' then
  for _, name in ipairs(waiting) do
    create_step(step_of('deliver', job, name), lane, name, now)
    if allowed_at('deliver', name) <= now then hint(step_of('deliver', job, name), 'deliver', calls_room(name, most_calls, limit)) end
  end
elseif allowed_at('deliver', endpoint) <= now then
  -- the call that has ended makes room for the next one to its endpoint
  for _, next_lane in ipairs(LANES) do
    local next_step = redis.call('ZRANGEBYSCORE', key('due', 'deliver', next_lane, endpoint), '-inf', now, 'LIMIT', 0, 1)[1]
    if next_step then
      hint(next_step, 'deliver', calls_room(endpoint, most_calls, limit))
      break
    end
  end
end

if is_finished(job) then finish(job, now, retention) end
return hints
