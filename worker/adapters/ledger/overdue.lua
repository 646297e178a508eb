#!lua flags=allow-oom
-- Find the deliveries that are due, and were begun too long ago, while their endpoint fails or is disabled, and lease
-- them to the caller, who gives them up.
-- ARGV: token, most time (ms), failures that open a circuit, lease (ms)
-- Returns: steps
local token, most, limit, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local now = now_ms()
local found = {}
for _, lane in ipairs(LANES) do
  for _, endpoint in ipairs(redis.call('ZRANGE', key('paces', 'deliver', lane), 0, -1)) do
    if is_open(endpoint, limit) or redis.call('HEXISTS', key('endpoint', endpoint), 'disabled') == 1 then
      for _, step in ipairs(redis.call('ZRANGEBYSCORE', key('due', 'deliver', lane, endpoint), '-inf', now, 'LIMIT', 0, 1000)) do
        local since = tonumber(redis.call('HGET', key('step', step), 'since'))
        if since <= now - most and #found < 100 then
          make_leased(step, token, nil, now + lease)
          found[#found + 1] = step
        end
      end
    end
  end
end
return found
