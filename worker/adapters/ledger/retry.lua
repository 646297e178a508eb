#!lua flags=allow-oom
-- Make a leased step due again after a failure.
-- ARGV: step, token, wait (ms), code, message, status or '', what the attempt counts (0|1), whose failure it is:
--       '' or `endpoint`, how long its host or endpoint is not to be asked (ms, 0: no longer than else, -1: until an
--       operator enables it), failures that open a circuit, its first pause (ms)
-- Returns: due | fenced
local step, token, wait, code, message, status, counts, whose = unpack(ARGV, 1, 8)
local hold, limit, pause = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
if not holds(step, token) then return 'fenced' end
local now = now_ms()
local stage, job, endpoint = parts_of(step)
local pace = redis.call('HGET', key('step', step), 'pace')
redis.call('HINCRBY', key('step', step), 'failures', counts)
-- what waits for the same as before is not told again and again: the start that came to nothing is taken back
local before, started = unpack(redis.call('LRANGE', key('history', job), -2, -1))
local is_told = counts == '0' and started and cjson.decode(before).event == stage .. '.retry'
  and cjson.decode(before).code == code and cjson.decode(started).event == stage .. '.started'
if is_told then
  redis.call('RPOP', key('history', job))
else
  tell(job, now, stage .. '.retry', {endpoint = endpoint, code = code, detail = message, status = tonumber(status)})
end
make_due(step, now + tonumber(wait))
if hold > 0 then
  hold_pace(stage, pace, now, now + hold)
  if endpoint then note_asked_pause(endpoint, now, now + hold) end
end
if whose == 'endpoint' then blame(endpoint, now, limit, pause, code, message) end
if hold < 0 then disable(endpoint, now, code, message) end
return 'due'
