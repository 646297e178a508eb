#!lua
-- Move an inbox entry that is no valid job to `inbox:rejected`, and tell so under its id if that is free.
-- ARGV: lane, entry id, job id or '', code, message, field, the entry (JSON), retention (ms)
-- Returns: refused | gone
local lane, entry, job, code, message, field, raw, retention = unpack(ARGV)
if redis.call('XDEL', key('inbox', lane), entry) == 0 then return 'gone' end
redis.call('XADD', key('inbox', 'rejected'), '*', 'id', job, 'code', code, 'message', message, 'field', field, 'entry', raw)
if job ~= '' and redis.call('EXISTS', key('job', job)) == 0 then
  redis.call('HSET', key('job', job), 'v', 1, 'state', 'rejected', 'error_code', code, 'error_message', message)
  tell(job, now_ms(), 'rejected', nil, code, message)
  redis.call('PEXPIRE', key('job', job), retention)
  redis.call('PEXPIRE', key('history', job), retention)
end
return 'refused'
