#!lua flags=allow-oom
-- Remove all that the ledger knows of a job that is finished, refused or a duplicate.
-- ARGV: job, latest time of its end (ms)
-- Returns: purged | kept
local job, latest = ARGV[1], tonumber(ARGV[2])
local record = key('job', job)
local version, state, twin, endpoints = unpack(redis.call('HMGET', record, 'v', 'state', 'twin', 'endpoints'))
if version ~= VERSION then return 'kept' end
if not (is_finished(job) or state == 'rejected' or state == 'duplicate') then return 'kept' end
local last = redis.call('LRANGE', key('history', job), -1, -1)[1]
if last and cjson.decode(last).at > iso(latest) then return 'kept' end
if twin and redis.call('GET', key('twin', twin)) == job then redis.call('DEL', key('twin', twin)) end
remove(step_of('fetch', job))
remove(step_of('extract', job))
for _, name in ipairs(cjson.decode(endpoints or '[]')) do remove(step_of('deliver', job, name)) end
redis.call('DEL', record, key('history', job), key('page', job), key('text', job)) -- its bands then name no text
return 'purged'
