#!lua flags=allow-oom
-- Let an endpoint not be asked until it is enabled; its deliveries wait.
-- ARGV: endpoint, code, message
local endpoint, code, message = unpack(ARGV)
disable(endpoint, now_ms(), code, message)
