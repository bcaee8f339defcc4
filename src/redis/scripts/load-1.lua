--[[
  Reads a challenge together with Redis time, so that what is decided about it is decided by one clock.

  KEYS[1] the challenge's record (string, as commit-3-up.lua writes it)

  Output: seconds, microseconds, record; the last is false when there is no such record.
]]
local time = redis.call('TIME')
return { time[1], time[2], redis.call('GET', KEYS[1]) }
