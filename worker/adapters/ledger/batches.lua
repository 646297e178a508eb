-- A batch is kept as a job is, under its id with an @ before it: state, history, deliveries. It counts its jobs, and is
-- complete when as many have ended as its size says. Nothing heard of an open one for the retention: it is forgotten.

local function batch_record(batch) return key('job', '@' .. batch) end

local function keep_batch(batch, retention)
  redis.call('PEXPIRE', batch_record(batch), retention)
  redis.call('PEXPIRE', key('history', '@' .. batch), retention)
end

local function open_batch(batch, now)
  if redis.call('HSETNX', batch_record(batch), 'v', VERSION) == 1 then
    redis.call('HSET', batch_record(batch), 'state', 'open', 'lane', 'normal', 'opened', now)
    tell('@' .. batch, now, 'opened')
  end
end

-- Who is told when the batch is complete.
local function batch_endpoints(batch)
  local endpoints = {}
  for _, field in ipairs(redis.call('HKEYS', batch_record(batch))) do
    endpoints[#endpoints + 1] = string.match(field, '^deliver:(.+)$')
  end
  table.sort(endpoints)
  return endpoints
end

-- A message names those who are told, as JSON: nobody else is.
local function name_endpoints(batch, endpoints)
  local record = batch_record(batch)
  for _, endpoint in ipairs(batch_endpoints(batch)) do redis.call('HDEL', record, 'deliver:' .. endpoint) end
  for _, endpoint in ipairs(cjson.decode(endpoints)) do redis.call('HSET', record, 'deliver:' .. endpoint, 'waiting') end
  redis.call('HSET', record, 'endpoints', endpoints)
end

-- Until a message names others, those that get a report of its jobs are told.
local function add_endpoint(batch, endpoint)
  local state, named = unpack(redis.call('HMGET', batch_record(batch), 'state', 'endpoints'))
  if state == 'open' and not named then redis.call('HSET', batch_record(batch), 'deliver:' .. endpoint, 'waiting') end
end

local function settle_batch(batch, now)
  local record = batch_record(batch)
  local state, size = unpack(redis.call('HMGET', record, 'state', 'size'))
  if state ~= 'open' or not size then return end
  local summary, ended = {id = batch, size = tonumber(size)}, 0
  for _, how in ipairs({'extracted', 'failed', 'duplicate', 'rejected', 'undelivered'}) do
    summary[how] = tonumber(redis.call('HGET', record, how) or 0)
    if how ~= 'undelivered' then ended = ended + summary[how] end
  end
  if ended < summary.size then return end
  local endpoints = batch_endpoints(batch)
  redis.call('HSET', record, 'state', 'completed', 'reported_ms', now, 'report', cjson.encode(summary),
    'endpoints', #endpoints > 0 and cjson.encode(endpoints) or '[]')
  tell('@' .. batch, now, 'completed')
  if #endpoints == 0 then return end
  redis.call('INCR', key('open'))
  redis.call('PERSIST', record)
  redis.call('PERSIST', key('history', '@' .. batch))
  for _, endpoint in ipairs(endpoints) do
    create_step(step_of('deliver', '@' .. batch, endpoint), 'normal', endpoint, now)
  end
end

-- Change counts of the batch, unless it is complete, forgotten, or of another version: `counts` is a table of field and difference.
local function count_in_batch(batch, now, counts, retention)
  local version, state = unpack(redis.call('HMGET', batch_record(batch), 'v', 'state'))
  if version ~= VERSION or state ~= 'open' then return end
  for field, by in pairs(counts) do redis.call('HINCRBY', batch_record(batch), field, by) end
  keep_batch(batch, retention)
  settle_batch(batch, now)
end
