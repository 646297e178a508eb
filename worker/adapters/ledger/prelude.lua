-- Shared by every script. KEYS[1] is the prefix of all names; their list stands in ledger/__init__.py.
local P = KEYS[1]
local LANES = {'high', 'normal', 'low'}
local VERSION = '1'  -- of a job's record; one of another version waits for a worker that knows it

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

-- Add a line to the job's history, which keeps its last 500. `more`: endpoint, code, detail, status.
local function tell(job, now, event, more)
  local entry = more or {}
  entry.at, entry.event = iso(now), event
  redis.call('RPUSH', key('history', job), cjson.encode(entry))
  redis.call('LTRIM', key('history', job), -500, -1)
end
