#!lua
-- Take a message about a batch out of the inbox: it opens the batch, gives its size, or closes it.
-- ARGV: stream, entry id, batch, size or '', close (0|1), endpoints (JSON) or '', retention (ms)
-- Returns: opened | closed | late (the batch is complete) | gone | newer (its record is of another version)
local stream, entry, batch, size, close, endpoints, retention = unpack(ARGV)
local now = now_ms()
local version = redis.call('HGET', batch_record(batch), 'v')
if version and version ~= VERSION then return 'newer' end
if redis.call('XDEL', key(stream), entry) == 0 then return 'gone' end
open_batch(batch, now)
if redis.call('HGET', batch_record(batch), 'state') ~= 'open' then return 'late' end
if endpoints ~= '' then name_endpoints(batch, endpoints) end
if close == '1' then size = redis.call('HGET', batch_record(batch), 'jobs') or '0' end
if size ~= '' then redis.call('HSET', batch_record(batch), 'size', size) end
keep_batch(batch, retention)
settle_batch(batch, now)
return size ~= '' and 'closed' or 'opened'
