--[[
  Challenges whose alarm has gone off, oldest first, by Redis time.

  KEYS[1] alarms of a partition (sorted set)

  ARGV[1] how many at the most

  Output: challenge ids.
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now), 'LIMIT', 0, ARGV[1])
