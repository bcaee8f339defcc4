--[[
  Lets a challenge in, or says what is in its way: every check passes and everything is taken, or nothing is. Buckets are
  kept as the time at which all that was taken is paid off (GCRA), in Redis microseconds.

  KEYS[1...] what each check looks at; several may look at one, and owners share hashes of their fields

  ARGV[1] challenge id
  ARGV[2] id of a challenge of the same subject that is known to be over, or ''
  ARGV[3] milliseconds that the challenge lives at the most
  ARGV[4...] one for each check: its kind and what it needs, with spaces between them
    record                              the challenge itself (string)
    blocked                             whether the subject is blocked (string, while it is)
    looks   allowed                     failures of the day (string: count)
    live    field                       a field of a hash: id, Redis milliseconds of entry and how many it lives, in base 16
    bucket  field, microseconds, count  a field of a hash: Redis microseconds when all is paid off

  Output: the verdict, a number and a text that belong to it, then of each bucket how many microseconds it is ahead.
    known, 0, ''                 the challenge is there already; nothing was taken
    entered-before, 0, ''        its subject is being asked by it already; nothing was taken
    blocked, 0, ''               the subject is blocked
    failures, milliseconds, ''   for so long no looks are left
    limited, 0, ''               a bucket is empty
    in-progress, milliseconds, id   the other challenge, and how long ago it entered
    entered, 0, ''
]]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local nowMs = math.floor(now / 1000)
local id, over, lifeMs = ARGV[1], ARGV[2], tonumber(ARGV[3])

local verdicts, buckets, live = {}, {}, nil
local check = {}
function check.record(key)
  if redis.call('EXISTS', key) == 1 then
    verdicts.known = { 0, '' }
  end
end
function check.blocked(key)
  if redis.call('EXISTS', key) == 1 then
    verdicts.blocked = { 0, '' }
  end
end
function check.looks(key, allowed)
  if tonumber(redis.call('GET', key) or 0) >= tonumber(allowed) then
    local left = math.max(0, redis.call('PTTL', key))
    verdicts.failures = { math.max(left, verdicts.failures and verdicts.failures[1] or 0), '' }
  end
end
local function readLive(value)
  local other, since, ms = string.match(value or '', '^(%S+) (%x+) (%x+)$')
  if other then
    return other, tonumber(since, 16), tonumber(since, 16) + tonumber(ms, 16)
  end
end
function check.live(key, field)
  live = { key = key, field = field }
  local other, since, ends = readLive(redis.call('HGET', key, field))
  if other and ends > nowMs then
    if other == id then
      verdicts['entered-before'] = { 0, '' }
    elseif other ~= over then
      verdicts['in-progress'] = { nowMs - since, other }
    end
  end
end
function check.bucket(key, field, interval, count)
  interval = tonumber(interval)
  local ahead = math.max(0, tonumber(redis.call('HGET', key, field) or 0) - now)
  if ahead + interval > interval * tonumber(count) then
    verdicts.limited = { 0, '' }
  end
  buckets[#buckets + 1] = { key = key, field = field, interval = interval, ahead = ahead }
end
for place, key in ipairs(KEYS) do
  local kind, field, interval, count = string.match(ARGV[place + 3], '^(%S+) ?(%S*) ?(%S*) ?(%S*)$')
  check[kind](key, field, interval, count)
end

local function reply(name, verdict)
  local told = { name, verdict[1], verdict[2] }
  for _, bucket in ipairs(buckets) do
    told[#told + 1] = bucket.ahead
  end
  return told
end
for _, name in ipairs({ 'known', 'entered-before', 'blocked', 'failures', 'limited', 'in-progress' }) do
  if verdicts[name] then
    return reply(name, verdicts[name])
  end
end

local function keep(key, ms)
  if ms > redis.call('PTTL', key) then
    redis.call('PEXPIRE', key, string.format('%.0f', ms))
  end
end
-- How many fields each hash has got.
local grown = {}
local function put(key, field, value)
  grown[key] = (grown[key] or 0) + redis.call('HSET', key, field, value)
end
for _, bucket in ipairs(buckets) do
  bucket.ahead = bucket.ahead + bucket.interval
  put(bucket.key, bucket.field, string.format('%.0f', now + bucket.ahead))
  keep(bucket.key, math.ceil(bucket.ahead / 1000))
end
if live then
  put(live.key, live.field, string.format('%s %x %x', id, nowMs, lifeMs))
  keep(live.key, lifeMs)
end

-- A hash that many share never goes by itself, so with every sixteenth field what no longer counts is taken out of it.
local function tidy(key, added)
  if redis.call('HLEN', key) % 16 >= added then
    return
  end
  local all = redis.call('HGETALL', key)
  for at = 1, #all, 2 do
    local _, _, ends = readLive(all[at + 1])
    if (ends or (tonumber(all[at + 1]) or 0) / 1000) <= nowMs then
      redis.call('HDEL', key, all[at])
    end
  end
end
for key, added in pairs(grown) do
  tidy(key, added)
end
return reply('entered', { 0, '' })
