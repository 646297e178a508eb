#!lua flags=allow-oom
-- Keep the signature of a text, and name the first text that it is like. One that is like another is not kept: those
-- that come later are held against the first. Out of memory this goes on: the page that makes room goes next.
-- ARGV: job, least share of the runs and of the facts of the shorter text (0 to 1), how long it is kept (ms),
--       runs, facts, words, band, band, …
-- Returns: the job that has the first such text, empty when there is none
local job, least_runs, least_facts, keep, runs, facts, words = unpack(ARGV, 1, 7)
local EMPTY = '\255\255'

-- A signature as it is kept: "+", the words, ":", runs, facts; "=" and the first job instead where there is one.
local function kept_of(name)
  local kept = redis.call('GET', key('text', name))
  if not kept then return nil end
  local count, rest = string.match(kept, '^%+(%d+):(.*)$')
  if not count then return {first = string.sub(kept, 2)} end
  return {words = tonumber(count), runs = string.sub(rest, 1, #rest / 2), facts = string.sub(rest, #rest / 2 + 1)}
end

-- The part of the smaller of two sets that both hold, by their bins that agree (an estimate of the Jaccard index).
local function share(one, other, one_words, other_words)
  local same, filled = 0, 0
  for at = 1, #one, 2 do
    local a, b = string.sub(one, at, at + 1), string.sub(other, at, at + 1)
    if a ~= EMPTY or b ~= EMPTY then
      filled = filled + 1
      if a == b then same = same + 1 end
    end
  end
  if filled == 0 then return 0 end
  local index = same / filled
  return index * (one_words + other_words) / ((1 + index) * math.min(one_words, other_words))
end

local known = kept_of(job)
if known then return known.first or '' end

local first, most = '', 0
local texts, free = {}, {}
for at = 8, #ARGV do
  local other = redis.call('GET', key('like', ARGV[at]))
  if other and texts[other] == nil then
    local kept = kept_of(other)
    texts[other] = kept ~= nil
    if kept and kept.words then
      local shared = share(runs, kept.runs, tonumber(words), kept.words)
      if shared >= tonumber(least_runs) and shared > most
        and share(facts, kept.facts, tonumber(words), kept.words) >= tonumber(least_facts) then
        first, most = other, shared
      end
    end
  end
  if not other or not texts[other] then free[#free + 1] = ARGV[at] end -- nobody has it, or one that was purged
end
if first ~= '' then
  redis.call('SET', key('text', job), '=' .. first, 'PX', keep)
  return first
end
redis.call('SET', key('text', job), '+' .. words .. ':' .. runs .. facts, 'PX', keep)
for _, band in ipairs(free) do redis.call('SET', key('like', band), job, 'PX', keep) end
return ''
