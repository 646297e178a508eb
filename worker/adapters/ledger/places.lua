-- Where a step is: always in exactly one place, due, hinted, leased or dead; a finished step is no more.
-- Each function puts it there from wherever it was; `leave` puts it nowhere.
-- `busy` counts what is hinted or leased of each endpoint.

local function count_busy(stage, pace, by)
  if stage == 'deliver' and redis.call('HINCRBY', key('busy'), pace, by) <= 0 then redis.call('HDEL', key('busy'), pace) end
end

local function leave(step)
  local stage = parts_of(step)
  local place, lane, pace, task, last_try =
    unpack(redis.call('HMGET', key('step', step), 'place', 'lane', 'pace', 'task', 'last_try'))
  if place == 'due' then
    redis.call('ZREM', key('due', stage, lane, pace), step)
    if redis.call('EXISTS', key('due', stage, lane, pace)) == 0 then redis.call('ZREM', key('paces', stage, lane), pace) end
  elseif place == 'hinted' then
    redis.call('ZREM', key('hinted', stage), step)
    count_busy(stage, pace, -1)
  elseif place == 'leased' then
    redis.call('ZREM', key('leased'), step)
    if task then redis.call('HDEL', key('tasks'), task) end
    if last_try and redis.call('GET', key('last_try', stage)) == step then redis.call('DEL', key('last_try', stage)) end
    redis.call('HDEL', key('step', step), 'token', 'task')
    count_busy(stage, pace, -1)
  elseif place == 'dead' then
    redis.call('ZREM', key('dead'), step)
    redis.call('HDEL', key('step', step), 'code', 'message')
    redis.call('PERSIST', key('step', step))
  end
  return stage, lane, pace
end

local function make_due(step, due_at)
  local stage, lane, pace = leave(step)
  redis.call('HSET', key('step', step), 'place', 'due', 'due_at', due_at)
  redis.call('ZADD', key('due', stage, lane, pace), due_at, step)
  redis.call('ZADD', key('paces', stage, lane), 'LT', due_at, pace)
end

local function make_hinted(step, resend_at)
  local stage, _, pace = leave(step)
  redis.call('HSET', key('step', step), 'place', 'hinted')
  redis.call('ZADD', key('hinted', stage), resend_at, step)
  count_busy(stage, pace, 1)
end

-- `task` is nil for the gate, which holds a step to give it up.
local function make_leased(step, token, task, lapses_at)
  local stage, _, pace = leave(step)
  redis.call('HSET', key('step', step), 'place', 'leased', 'token', token)
  if task then
    redis.call('HSET', key('step', step), 'task', task)
    redis.call('HSET', key('tasks'), task, step)
  end
  redis.call('ZADD', key('leased'), lapses_at, step)
  count_busy(stage, pace, 1)
end

local function make_dead(step, now, code, message, retention)
  leave(step)
  redis.call('HSET', key('step', step), 'place', 'dead', 'code', code, 'message', message)
  redis.call('PEXPIRE', key('step', step), retention)
  redis.call('ZADD', key('dead'), now, step)
end

local function remove(step)
  leave(step)
  redis.call('DEL', key('step', step))
end

local function create_step(step, lane, pace, due_at)
  redis.call('HSET', key('step', step), 'lane', lane, 'pace', pace, 'failures', 0, 'crashes', 0, 'since', due_at)
  make_due(step, due_at)
end

-- True when this token holds the step's lease.
local function holds(step, token)
  local place, held = unpack(redis.call('HMGET', key('step', step), 'place', 'token'))
  return place == 'leased' and held == token
end

-- How many hints of a stage may be sent: neither unanswered hints nor Celery's own list grow past the most.
local function hints_room(stage, most)
  return most - math.max(redis.call('ZCARD', key('hinted', stage)), redis.call('LLEN', P .. stage))
end

-- The time from which a host or an endpoint may be asked again.
local function allowed_at(stage, pace) return tonumber(redis.call('GET', key('pace', stage, pace)) or 0) end

local function hold_pace(stage, pace, now, until_ms)
  if until_ms > allowed_at(stage, pace) then redis.call('SET', key('pace', stage, pace), until_ms, 'PX', until_ms - now) end
end

local function free_pace(stage, pace, now)
  redis.call('DEL', key('pace', stage, pace))
  for _, lane in ipairs(LANES) do redis.call('ZADD', key('paces', stage, lane), 'XX', now, pace) end
end
