-- Shared by every script. KEYS[1] is the prefix of all names; their list stands in ledger/__init__.py.
-- A step is always in exactly one place: due, hinted, leased or dead; a finished step is no more.
local P = KEYS[1]
local LANES = {'high', 'normal', 'low'}

local function key(...) return P .. table.concat({...}, ':') end

local function now_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

local function step_of(stage, job, endpoint)
  if endpoint then return stage .. ':' .. job .. ':' .. endpoint end
  return stage .. ':' .. job
end

local function parts_of(step)
  local stage, job, endpoint = string.match(step, '^(%a+):([^:]+):(.+)$')
  if stage then return stage, job, endpoint end
  stage, job = string.match(step, '^(%a+):([^:]+)$')
  return stage, job, nil
end

-- ISO 8601, UTC, milliseconds; the civil date by Howard Hinnant's days algorithm.
local function iso(ms)
  local days = math.floor(ms / 86400000)
  local rest = ms - days * 86400000
  local z = days + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local d = doy - math.floor((153 * mp + 2) / 5) + 1
  local m = mp < 10 and mp + 3 or mp - 9
  local y = yoe + era * 400 + (m <= 2 and 1 or 0)
  local seconds = math.floor(rest / 1000)
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%03dZ', y, m, d,
    math.floor(seconds / 3600), math.floor(seconds / 60) % 60, seconds % 60, rest % 1000)
end

-- Add a line to the job's history, which keeps its last 200.
local function tell(job, now, event, endpoint, code, detail)
  local entry = {at = iso(now), event = event, endpoint = endpoint, code = code, detail = detail}
  redis.call('RPUSH', key('history', job), cjson.encode(entry))
  redis.call('LTRIM', key('history', job), -200, -1)
end

-- Put the step among those that are due at a time, under the pace that it must keep.
local function make_due(step, due_at)
  local stage = parts_of(step)
  local lane, pace = unpack(redis.call('HMGET', key('step', step), 'lane', 'pace'))
  redis.call('HSET', key('step', step), 'place', 'due', 'due_at', due_at)
  redis.call('ZADD', key('due', stage, lane, pace), due_at, step)
  redis.call('ZADD', key('paces', stage, lane), 'LT', due_at, pace)
end

local function create_step(step, lane, pace, due_at)
  redis.call('HSET', key('step', step), 'lane', lane, 'pace', pace, 'failures', 0, 'crashes', 0)
  make_due(step, due_at)
end

local function take_from_due(step)
  local stage = parts_of(step)
  local lane, pace = unpack(redis.call('HMGET', key('step', step), 'lane', 'pace'))
  redis.call('ZREM', key('due', stage, lane, pace), step)
  if redis.call('EXISTS', key('due', stage, lane, pace)) == 0 then redis.call('ZREM', key('paces', stage, lane), pace) end
end

-- How many hints of a stage may be sent: neither unanswered hints nor Celery's own list grow past the most.
local function hints_room(stage, most)
  return most - math.max(redis.call('ZCARD', key('hinted', stage)), redis.call('LLEN', P .. stage))
end

-- True when this token holds the step's lease.
local function holds(step, token)
  local place, held = unpack(redis.call('HMGET', key('step', step), 'place', 'token'))
  return place == 'leased' and held == token
end

local function end_lease(step)
  local task = redis.call('HGET', key('step', step), 'task')
  redis.call('ZREM', key('leased'), step)
  if task then redis.call('HDEL', key('tasks'), task) end
  redis.call('HDEL', key('step', step), 'token', 'task')
end
