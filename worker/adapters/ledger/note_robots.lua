#!lua flags=allow-oom
-- Keep the robots.txt of a site for all workers, and make the leased step that has asked for it due again, counting
-- nothing: that was a request, too, and the next one keeps its distance.
-- ARGV: step, token, origin, robots.txt, least time between two requests to the host (ms), whether the site wants that
--       much (0|1), how long all this is kept (ms)
-- Returns: due | fenced
local step, token, origin, robots, spacing, is_wanted, keep = unpack(ARGV)
redis.call('SET', key('robots', origin), robots, 'PX', keep)
if not holds(step, token) then return 'fenced' end
local now = now_ms()
local stage, job = parts_of(step)
local pace = redis.call('HGET', key('step', step), 'pace')
if is_wanted == '1' then redis.call('SET', key('delay', pace), spacing, 'PX', keep) end
if tonumber(spacing) > 0 then hold_pace(stage, pace, now, now + tonumber(spacing)) end
tell(job, now, stage .. '.robots_read')
make_due(step, now)
return 'due'
