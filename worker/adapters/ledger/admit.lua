#!lua
-- Take a job out of the inbox into the ledger; a crash before or after changes nothing.
-- ARGV: stream, entry id, lane, job id, job JSON, host, duplicate key, duplicate window (ms), force (0|1),
--       endpoints (JSON), batch or '', retention (ms), the page or '' where it is to be fetched
-- Returns: admitted | duplicate | again (the same job once more) | taken (its id belongs to another job) | gone
local stream, entry, lane, job, message, host, twin, window, force, endpoints, batch, retention, page = unpack(ARGV)
local record, now = key('job', job), now_ms()
if #redis.call('XRANGE', key(stream), entry, entry) == 0 then return 'gone' end
local known, known_twin = unpack(redis.call('HMGET', record, 'job', 'twin'))
-- an article that was handed in is not kept with its job: the digest tells whether it is the same
if known and (known ~= message or (page ~= '' and known_twin ~= twin)) then return 'taken' end
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
redis.call('HSET', record, 'state', page == '' and 'waiting' or 'fetched')
if batch ~= '' then count_in_batch(batch, now, {jobs = 1}, retention) end
for _, endpoint in ipairs(cjson.decode(endpoints)) do
  redis.call('HSET', record, 'deliver:' .. endpoint, 'waiting')
  if batch ~= '' then add_endpoint(batch, endpoint) end
end
redis.call('INCR', key('open'))
tell(job, now, 'admitted')
if page == '' then
  create_step(step_of('fetch', job), lane, host, now)
else
  redis.call('SET', key('page', job), page)
  redis.call('HSET', record, 'handed_in', 1)
  create_step(step_of('extract', job), lane, '-', now)
end
return 'admitted'
