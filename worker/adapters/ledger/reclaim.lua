#!lua flags=allow-oom
-- Take back the steps whose lease has lapsed: due again after a wait that doubles with each crash.
-- One that the next crash would bring to the limit is on its last try, which it does while no other one is.
-- A step at the crash limit is leased to the caller, who gives it up.
-- When nobody has looked for a while, Redis or every gate was away, and live workers could not renew: they get the time
-- of a lease to do so. A lease that was ended on purpose lapses all the same.
-- ARGV: token, crash limit, first wait (ms), jitter (0..1), lease (ms)
-- Returns: {taken back, a step to give up, why (crashed | timeout), …}
local token, limit, wait, jitter, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local now = now_ms()
local looked = tonumber(redis.call('GET', key('looked')) or now)
redis.call('SET', key('looked'), now)
if now - looked > lease / 3 then redis.call('SET', key('patience'), now + lease, 'PX', lease) end
local lapsed_before = redis.call('EXISTS', key('patience')) == 1 and 0 or now
local back, spent = 0, {}
for _, step in ipairs(redis.call('ZRANGEBYSCORE', key('leased'), '-inf', lapsed_before, 'LIMIT', 0, 100)) do
  local stage, job, endpoint = parts_of(step)
  local crashes = redis.call('HINCRBY', key('step', step), 'crashes', 1)
  tell(job, now, stage .. '.crashed', {endpoint = endpoint})
  local overtime = redis.call('HEXISTS', key('step', step), 'overtime') == 1
  if crashes < limit and not overtime then
    if crashes == limit - 1 then redis.call('HSET', key('step', step), 'last_try', 1) end
    make_due(step, now + math.floor(wait * 2 ^ (crashes - 1) * (1 + jitter)))
    back = back + 1
  else
    make_leased(step, token, nil, now + lease)
    spent[#spent + 1] = step
    spent[#spent + 1] = overtime and 'timeout' or 'crashed'
  end
end
return {back, unpack(spent)}
