#!lua flags=allow-oom
-- Deliver once more what was delivered or given up: the same id and the same bytes, signed anew.
-- ARGV: job, endpoint or '' for all of them, retention (ms)
-- Returns: endpoints that get it
local job, only, retention = ARGV[1], ARGV[2], tonumber(ARGV[3])
local record, now, again = key('job', job), now_ms(), {}
local version, state, lane, endpoints = unpack(redis.call('HMGET', record, 'v', 'state', 'lane', 'endpoints'))
if version ~= VERSION or (state ~= 'extracted' and state ~= 'failed' and state ~= 'completed') then return {} end
for _, name in ipairs(cjson.decode(endpoints)) do
  if (only == '' or only == name) and redis.call('HGET', record, 'deliver:' .. name) ~= 'waiting' then again[#again + 1] = name end
end
if #again > 0 then reopen(job, now, retention) end
for _, name in ipairs(again) do
  redis.call('HSET', record, 'deliver:' .. name, 'waiting')
  remove(step_of('deliver', job, name))
  create_step(step_of('deliver', job, name), lane, name, now)
  tell(job, now, 'deliver.replayed', {endpoint = name})
end
return again
