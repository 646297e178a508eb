-- The circuit of an endpoint. After `limit` failed calls in a row it is open: the endpoint is asked by one step at a
-- time, after pauses of half the time that it has been failing, between `pause` and 32 times that.

local function is_open(endpoint, limit)
  return tonumber(redis.call('HGET', key('endpoint', endpoint), 'failures') or 0) >= limit
end

local function pause_after_failure(endpoint, now, pause)
  local since = tonumber(redis.call('HGET', key('endpoint', endpoint), 'since') or now)
  return math.max(pause, math.min(math.floor((now - since) / 2), 32 * pause))
end

local function blame(endpoint, now, limit, pause, code, message)
  local record = key('endpoint', endpoint)
  redis.call('HSETNX', record, 'since', now)
  redis.call('HSET', record, 'code', code, 'message', message)
  if redis.call('HINCRBY', record, 'failures', 1) >= limit then
    hold_pace('deliver', endpoint, now, now + pause_after_failure(endpoint, now, pause))
  end
end

local function disable(endpoint, now, code, message)
  redis.call('HSET', key('endpoint', endpoint), 'disabled', now, 'code', code, 'message', message)
  redis.call('SET', key('pace', 'deliver', endpoint), 2 ^ 53 - 1)
end

-- The endpoint asks for a pause: not even a call that goes well ends it.
local function note_asked_pause(endpoint, now, until_ms)
  if until_ms > tonumber(redis.call('GET', key('asked', endpoint)) or 0) then
    redis.call('SET', key('asked', endpoint), until_ms, 'PX', until_ms - now)
  end
end

-- A call went well: whatever waits for the endpoint may go on, unless an operator is to enable it, or once the pause
-- that it has asked for is over.
local function acquit(endpoint, now)
  local record = key('endpoint', endpoint)
  if redis.call('EXISTS', record) == 1 and redis.call('HEXISTS', record, 'disabled') == 0 then
    redis.call('DEL', record)
    free_pace('deliver', endpoint, now)
    local asked = tonumber(redis.call('GET', key('asked', endpoint)) or 0)
    if asked > now then hold_pace('deliver', endpoint, now, asked) end
  end
end

-- How many more steps may be out for an endpoint.
local function calls_room(endpoint, most, limit)
  if is_open(endpoint, limit) then most = 1 end
  return most - tonumber(redis.call('HGET', key('busy'), endpoint) or 0)
end
