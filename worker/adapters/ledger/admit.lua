#!lua
-- Take a job out of the inbox into the ledger; a crash before or after changes nothing.
-- ARGV: stream, entry id, lane, job id, job JSON, host, duplicate key, duplicate window (ms), force (0|1),
--       endpoints (JSON), batch or '', retention (ms)
-- Returns: admitted | duplicate | again (the same job once more) | taken (its id belongs to another job) | gone
local stream, entry, lane, job, message, host, twin, window, force, endpoints, batch, retention = unpack(ARGV)
local record, now = key('job', job), now_ms()
if #redis.call('XRANGE', key(stream), entry, entry) == 0 then return 'gone' end
local known = redis.call('HGET', record, 'job')
if known and known ~= message then return 'taken' end
redis.call('XDEL', key(stream), entry)
if known then return 'again' end
redis.call('DEL', record, key('history', job))  -- what an earlier, refused message of this id left
redis.call('HSET', record, 'v', VERSION, 'job', message, 'lane', lane, 'twin', twin, 'endpoints', endpoints)
if batch ~= '' then
  redis.call('HSET', record, 'batch', batch)
  open_batch(batch, now)
end
local first = tonumber(force) == 0 and redis.call('GET', key('twin', twin))
if first then
  redis.call('HSET', record, 'state', 'duplicate', 'duplicate_of', first)
  tell(job, now, 'duplicate', {detail = first})
  redis.call('PEXPIRE', record, retention)
  redis.call('PEXPIRE', key('history', job), retention)
  if batch ~= '' then count_in_batch(batch, now, {jobs = 1, duplicate = 1}, retention) end
  return 'duplicate'
end
if tonumber(window) > 0 then redis.call('SET', key('twin', twin), job, 'PX', window) end
redis.call('HSET', record, 'state', 'waiting')
if batch ~= '' then count_in_batch(batch, now, {jobs = 1}, retention) end
for _, endpoint in ipairs(cjson.decode(endpoints)) do
  redis.call('HSET', record, 'deliver:' .. endpoint, 'waiting')
  if batch ~= '' then add_endpoint(batch, endpoint) end
end
redis.call('INCR', key('open'))
tell(job, now, 'admitted')
create_step(step_of('fetch', job), lane, host, now)
return 'admitted'
