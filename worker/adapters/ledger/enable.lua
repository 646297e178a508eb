#!lua flags=allow-oom
-- Let an endpoint be asked again, whatever was known of its failures.
-- ARGV: endpoint
-- Returns: how many things were known of it
local endpoint = ARGV[1]
local known = redis.call('DEL', key('endpoint', endpoint))
redis.call('DEL', key('asked', endpoint))
free_pace('deliver', endpoint, now_ms())
return known
