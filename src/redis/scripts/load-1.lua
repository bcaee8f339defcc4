--[[
  Reads a challenge together with Redis time, so that what is decided about it is decided by one clock.

  KEYS[1] the challenge's record (hash)

  Output: seconds, microseconds, version, state, sealed secrets; the last three are false when there is no such record.
]]
local time = redis.call('TIME')
local record = redis.call('HMGET', KEYS[1], 'version', 'state', 'secrets')
return { time[1], time[2], record[1], record[2], record[3] }
