#!lua
-- Take a job out of the inbox into the ledger; a crash before or after changes nothing.
-- ARGV: lane, entry id, job id, job JSON, url, host, duplicate key, duplicate window (ms), force (0|1),
--       endpoints (JSON), retention (ms)
-- Returns: admitted | duplicate | again (the same job once more) | taken (its id belongs to another job) | gone
local lane, entry, job, message, url, host, twin, window, force, endpoints, retention = unpack(ARGV)
if redis.call('XLEN', key('inbox', lane)) == 0 or #redis.call('XRANGE', key('inbox', lane), entry, entry) == 0 then
  return 'gone'
end
local now = now_ms()
local known = redis.call('HGET', key('job', job), 'job')
if known then
  if known ~= message then return 'taken' end
  redis.call('XDEL', key('inbox', lane), entry)
  return 'again'
end
redis.call('XDEL', key('inbox', lane), entry)
redis.call('DEL', key('job', job), key('history', job))  -- what an earlier, refused message of this id left
redis.call('HSET', key('job', job), 'v', 1, 'job', message, 'url', url, 'lane', lane, 'twin', twin,
  'endpoints', endpoints)
local first = tonumber(force) == 0 and redis.call('GET', key('twin', twin))
if first then
  redis.call('HSET', key('job', job), 'state', 'duplicate', 'duplicate_of', first)
  tell(job, now, 'duplicate', nil, nil, first)
  redis.call('PEXPIRE', key('job', job), retention)
  redis.call('PEXPIRE', key('history', job), retention)
  return 'duplicate'
end
if tonumber(window) > 0 then redis.call('SET', key('twin', twin), job, 'PX', window) end
redis.call('HSET', key('job', job), 'state', 'waiting')
for _, endpoint in ipairs(cjson.decode(endpoints)) do
  redis.call('HSET', key('job', job), 'deliver:' .. endpoint, 'waiting')
end
redis.call('INCR', key('open'))
tell(job, now, 'admitted')
create_step(step_of('fetch', job), lane, host, now)
return 'admitted'
