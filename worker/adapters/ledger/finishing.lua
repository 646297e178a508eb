-- A job is finished when its report is made and no endpoint waits for it. `open` counts the others; a batch is told.

local function deliveries(job)
  local record, waiting, undelivered = key('job', job), {}, 0
  for _, name in ipairs(cjson.decode(redis.call('HGET', record, 'endpoints') or '[]')) do
    local delivery = redis.call('HGET', record, 'deliver:' .. name)
    if delivery == 'waiting' then waiting[#waiting + 1] = name end
    if delivery == 'dead' then undelivered = undelivered + 1 end
  end
  return waiting, undelivered
end

local function is_finished(job)
  local state = redis.call('HGET', key('job', job), 'state')
  return (state == 'extracted' or state == 'failed' or state == 'completed') and #deliveries(job) == 0
end

-- By how much each count of a batch differs when this job of it ends.
local function ending(job, by)
  local _, undelivered = deliveries(job)
  return {[redis.call('HGET', key('job', job), 'state')] = by, undelivered = undelivered > 0 and by or 0}
end

local function finish(job, now, retention)
  redis.call('DECR', key('open'))
  redis.call('PEXPIRE', key('job', job), retention)
  redis.call('PEXPIRE', key('history', job), retention)
  local batch = redis.call('HGET', key('job', job), 'batch')
  if batch then
    redis.call('HSET', key('job', job), 'counted', redis.call('HGET', batch_record(batch), 'opened') or '')
    count_in_batch(batch, now, ending(job, 1), retention)
  end
end

-- Take back that the job is finished, if it is: an operator has asked for more.
local function reopen(job, now, retention)
  if not is_finished(job) then return end
  redis.call('INCR', key('open'))
  redis.call('PERSIST', key('job', job))
  redis.call('PERSIST', key('history', job))
  local batch, counted = unpack(redis.call('HMGET', key('job', job), 'batch', 'counted'))
  -- one of the same name that was opened since has not counted it
  if batch and redis.call('HGET', batch_record(batch), 'opened') == counted then
    count_in_batch(batch, now, ending(job, -1), retention)
  end
end
