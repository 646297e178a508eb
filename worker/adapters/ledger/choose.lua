#!lua flags=allow-oom
-- Choose the steps of a stage that a hint may be sent for now, and take back the hints that nobody answered.
-- What Celery's list still holds counts too: without workers it would grow by a hint a step and resend time.
-- ARGV: stage, most hints outstanding, resend time (ms), spacing (ms), most calls of an endpoint, failures that open its circuit
-- Returns: steps, those of the first lane first
local stage, most, resend, spacing = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local most_calls, limit = tonumber(ARGV[5]), tonumber(ARGV[6])
local now = now_ms()
for _, step in ipairs(redis.call('ZRANGEBYSCORE', key('hinted', stage), '-inf', now, 'LIMIT', 0, 1000)) do make_due(step, now) end
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
    local allowed = allowed_at(stage, pace)
    local take = math.min(room - #chosen, 10)  -- then the next pace has its turn
    if spacing > 0 then take = 1 end
    if stage == 'deliver' then take = math.min(take, calls_room(pace, most_calls, limit)) end
    local steps = allowed <= now and take > 0 and redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, take) or {}
    for _, step in ipairs(steps) do
      make_hinted(step, now + resend)
      chosen[#chosen + 1] = step
    end
    local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
    if not first[1] then
      redis.call('ZREM', paces, pace)
    else
      local next_at = math.max(tonumber(first[2]), allowed)
      if #steps > 0 then next_at = math.max(next_at, now + spacing) end  -- behind the paces that were not served
      if take <= 0 then next_at = math.max(next_at, now + 100) end  -- each call that ends makes the next one due
      redis.call('ZADD', paces, next_at, pace)
    end
  end
end
return chosen
