#!lua flags=allow-oom,no-writes
-- Read the oldest entries of a stream, until they are many enough or large enough.
-- ARGV: stream, most entries, most bytes
-- Returns: entries as XRANGE has them
local stream, most, bytes = key(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local found, start = {}, '-'
while #found < most and bytes > 0 do
  local entry = redis.call('XRANGE', stream, start, '+', 'COUNT', 1)[1]
  if not entry then break end
  found[#found + 1] = entry
  start = '(' .. entry[1]
  for _, part in ipairs(entry[2]) do bytes = bytes - #part end
end
return found
