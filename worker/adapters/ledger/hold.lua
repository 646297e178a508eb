#!lua
-- Lay an inbox entry of a version that this gate does not know aside, whole, for a gate that does; tell so under its id
-- if that is free, or was refused until now.
-- ARGV: lane, entry id, job id or '', code, message, field and value of the entry …
-- Returns: held | gone
local lane, entry, job, code, message = unpack(ARGV, 1, 5)
if redis.call('XDEL', key('inbox', lane), entry) == 0 then return 'gone' end
redis.call('XADD', key('inbox', 'held'), '*', 'lane', lane, 'entry', entry, unpack(ARGV, 6))
local state = job ~= '' and redis.call('HGET', key('job', job), 'state')
if job ~= '' and (not state or state == 'rejected') then
  redis.call('DEL', key('job', job), key('history', job))
  redis.call('HSET', key('job', job), 'v', VERSION, 'state', 'held', 'error_code', code, 'error_message', message)
  tell(job, now_ms(), 'held', {code = code, detail = message})
end
return 'held'
