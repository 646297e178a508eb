#!lua flags=allow-oom
-- Begin a step that was given up anew: a delivery with all its attempts, anything else from the fetching on, or from the article
-- that was handed in, while it is kept.
-- What was still to be told of the failure is not told any more.
-- ARGV: step, host of the article, duplicate window (ms), retention (ms)
-- Returns: redriven | gone | newer (the job's record is of another version)
local step, host, window, retention = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local stage, job, endpoint = parts_of(step)
local record, now = key('job', job), now_ms()
local version, lane, twin, endpoints = unpack(redis.call('HMGET', record, 'v', 'lane', 'twin', 'endpoints'))
if redis.call('HGET', key('step', step), 'place') ~= 'dead' or not version then return 'gone' end
if version ~= VERSION then return 'newer' end
local is_handed_in = redis.call('HEXISTS', record, 'handed_in') == 1
if is_handed_in and not endpoint and redis.call('EXISTS', key('page', job)) == 0 then return 'gone' end
reopen(job, now, retention)
tell(job, now, stage .. '.redriven', {endpoint = endpoint})
remove(step)
if stage == 'deliver' then
  redis.call('HSET', record, 'deliver:' .. endpoint, 'waiting')
  create_step(step, lane, endpoint, now)
  return 'redriven'
end
for _, name in ipairs(cjson.decode(endpoints)) do
  remove(step_of('deliver', job, name))
  redis.call('HSET', record, 'deliver:' .. name, 'waiting')
end
redis.call('HDEL', record, 'error_code', 'error_message', 'error_stage', 'report', 'reported_ms')
redis.call('HSET', record, 'state', is_handed_in and 'fetched' or 'waiting')
redis.call('HINCRBY', record, 'redrives', 1)
if window > 0 then redis.call('SET', key('twin', twin), job, 'PX', window, 'NX') end
if is_handed_in then
  redis.call('PERSIST', key('page', job))
  create_step(step_of('extract', job), lane, '-', now)
else
  create_step(step_of('fetch', job), lane, host, now)
end
return 'redriven'
