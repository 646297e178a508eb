#!lua flags=allow-oom
-- Choose the steps of a stage that a hint may be sent for now, and take back the hints that nobody answered.
-- What Celery's list still holds counts too: without workers it would grow by a hint a step and resend time.
-- ARGV: stage, most hints outstanding, resend time (ms), spacing (ms)
-- Returns: steps, those of the first lane first
local stage, most, resend, spacing = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local now = now_ms()
for _, step in ipairs(redis.call('ZRANGEBYSCORE', key('hinted', stage), '-inf', now, 'LIMIT', 0, 1000)) do
  redis.call('ZREM', key('hinted', stage), step)
  make_due(step, now)
end
local room = hints_room(stage, most)
local chosen = {}
local looks = 1000  -- bounds one call; the rest is looked at in the next
for _, lane in ipairs(LANES) do
  local paces = key('paces', stage, lane)
  while #chosen < room and looks > 0 do
    looks = looks - 1
    local pace = redis.call('ZRANGEBYSCORE', paces, '-inf', now, 'LIMIT', 0, 1)[1]
    if not pace then break end
    local due = key('due', stage, lane, pace)
    local allowed = tonumber(redis.call('GET', key('pace', stage, pace)) or 0)
    local take = spacing > 0 and 1 or math.min(room - #chosen, 10)  -- then the next pace has its turn
    local steps = allowed <= now and redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, take) or {}
    for _, step in ipairs(steps) do
      redis.call('ZREM', due, step)
      redis.call('ZADD', key('hinted', stage), now + resend, step)
      redis.call('HSET', key('step', step), 'place', 'hinted')
      chosen[#chosen + 1] = step
    end
    local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
    if not first[1] then
      redis.call('ZREM', paces, pace)
    else
      local next_at = math.max(tonumber(first[2]), allowed)
      if #steps > 0 then next_at = math.max(next_at, now + spacing) end  -- behind the paces that were not served
      redis.call('ZADD', paces, next_at, pace)
    end
  end
end
return chosen
