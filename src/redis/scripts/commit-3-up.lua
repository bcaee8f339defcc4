--[[
  Writes a challenge if nobody else has written it meanwhile, and if those who guessed at it may; counts a failed guess; appends and publishes its results; sets its alarm; lists it when it
  is new; claims a call or text for it; remembers the numbers that it calls or texts. One step.

  KEYS[1] the challenge's record (string: version, sealed secrets, jobs with tabs between them, state; a line each)
  KEYS[2] alarms of its partition (sorted set: challenge id by Redis milliseconds)
  KEYS[3] results of its partition (stream)
  KEYS[4] challenges of its app in its partition, for the first version only (stream)
  KEYS[next...] claims of now, of the time after and of the time before, where one is to be made (hash: mark by name)
  KEYS[next...] failures of each whose guess this commit tells of (string: count)
  KEYS[last...] challenges by number, one for each number that it calls or texts from now on, as remember-number-1.lua
          writes them (sorted set)

  ARGV[1] numbers with spaces between them: version that must still be there, 0 for a challenge that must not exist yet;
          next alarm in Redis milliseconds, or -1; milliseconds after which jobs that were not handed over are looked
          for; how many jobs the state itself asks for; milliseconds until the record may be collected; milliseconds that
          results stay in the stream; milliseconds until the claims may be collected; milliseconds that a challenge stays
          in the list of its app; expiry of the challenge in Redis milliseconds; how many numbers it calls or texts from
          now on; how many failures are looked at; how many are allowed; milliseconds for which they count, from the first
          of them; 1 when the guess failed
  ARGV[2] challenge id
  ARGV[3] state, as state.ts packs it
  ARGV[4] sealed secrets, written with the first version only; '' to wipe them
  ARGV[5] jobs that must follow, as JSON with tabs between them, or '' for none; added to those not yet handed over
  ARGV[6] channel for all results
  ARGV[7] channel for this caller's results, or ''
  ARGV[8] name to be claimed
  ARGV[9] mark of whom it is claimed for
  ARGV[10...] what is remembered of each number, then results as JSON, in order

  Output: the new version; -1 when the version was another; -2, and nothing is done, when no look is left.
]]
local expected, alarmAt, repairMs, jobsDue, recordMs, resultsMs, claimsMs, listMs, expiresAt, numbers, looks, looksMax, looksMs, hasFailed =
  string.match(ARGV[1], '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+)$')
numbers, looks = tonumber(numbers), tonumber(looks)

local record = redis.call('GET', KEYS[1])
local version, secrets, jobs = '0', '', ''
if record then
  version, secrets, jobs = string.match(record, '^(%d+)\n([^\n]*)\n([^\n]*)\n')
end
if tonumber(version) ~= tonumber(expected) then
  return -1
end
version = tonumber(version) + 1

local behindClaims = #KEYS - numbers - looks
for index = behindClaims + 1, behindClaims + looks do
  if tonumber(redis.call('GET', KEYS[index]) or 0) >= tonumber(looksMax) then
    return -2
  end
end
for index = behindClaims + 1, behindClaims + looks do
  if hasFailed == '1' and redis.call('INCR', KEYS[index]) == 1 then
    redis.call('PEXPIRE', KEYS[index], looksMs)
  end
end

local first, last = version == 1, ARGV[4] == ''
if first or last then
  secrets = ARGV[4]
end
if ARGV[5] ~= '' then
  jobs = jobs == '' and ARGV[5] or (jobs .. '\t' .. ARGV[5])
end
record = version .. '\n' .. secrets .. '\n' .. jobs .. '\n' .. ARGV[3]
-- The time that it was given at first holds until the end.
if first or last then
  redis.call('SET', KEYS[1], record, 'PX', recordMs)
else
  redis.call('SET', KEYS[1], record, 'KEEPTTL')
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local alarm = tonumber(alarmAt)
if jobs ~= '' or jobsDue ~= '0' then
  alarm = math.min(alarm >= 0 and alarm or math.huge, now + tonumber(repairMs))
end
if alarm >= 0 then
  redis.call('ZADD', KEYS[2], string.format('%.0f', alarm), ARGV[2])
else
  redis.call('ZREM', KEYS[2], ARGV[2])
end

local oldest = string.format('%.0f', now - tonumber(resultsMs))
for index = 10 + numbers, #ARGV do
  redis.call('XADD', KEYS[3], 'MINID', '~', oldest, '*', 'result', ARGV[index])
  redis.call('PUBLISH', ARGV[6], ARGV[index])
  if ARGV[7] ~= '' then
    redis.call('PUBLISH', ARGV[7], ARGV[index])
  end
end

if first then
  local made = string.format('%.0f', now - tonumber(listMs))
  redis.call('XADD', KEYS[4], 'MINID', '~', made, '*', 'i', ARGV[2])
  redis.call('PEXPIRE', KEYS[4], listMs)
end

local claims = first and 5 or 4
local held = behindClaims < claims
for index = claims, behindClaims do
  held = held or redis.call('HEXISTS', KEYS[index], ARGV[8]) == 1
end
if not held then
  redis.call('HSET', KEYS[claims], ARGV[8], ARGV[9])
  redis.call('PEXPIRE', KEYS[claims], claimsMs, 'NX')
end

for index = 1, numbers do
  local key = KEYS[#KEYS - numbers + index]
  redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', now))
  redis.call('ZADD', key, expiresAt, ARGV[9 + index])
  redis.call('PEXPIREAT', key, expiresAt, 'NX')
  redis.call('PEXPIREAT', key, expiresAt, 'GT')
end
return version
