#!lua
-- Move an inbox entry that is no valid job to `inbox:rejected`, and tell so under its id if that is free.
-- ARGV: stream, entry id, job id or '', code, message, field, the entry (JSON), batch or '', retention (ms)
-- Returns: refused | gone
local stream, entry, job, code, message, field, raw, batch, retention = unpack(ARGV)
local now = now_ms()
if redis.call('XDEL', key(stream), entry) == 0 then return 'gone' end
redis.call('XADD', key('inbox', 'rejected'), '*', 'id', job, 'code', code, 'message', message, 'field', field, 'entry', raw)
local state = job ~= '' and redis.call('HGET', key('job', job), 'state')
local is_free = not state or state == 'rejected' or (state == 'held' and stream == 'inbox:held')
if job ~= '' and is_free then
  redis.call('HSET', key('job', job), 'v', VERSION, 'state', 'rejected', 'error_code', code, 'error_message', message)
  tell(job, now, 'rejected', {code = code, detail = message})
  redis.call('PEXPIRE', key('job', job), retention)
  redis.call('PEXPIRE', key('history', job), retention)
end
if batch ~= '' then
  open_batch(batch, now)
  count_in_batch(batch, now, {jobs = 1, rejected = 1}, retention)
end
return 'refused'
