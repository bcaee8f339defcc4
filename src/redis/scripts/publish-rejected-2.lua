--[[
  Appends and publishes the outcome of a request that became no challenge, once.

  KEYS[1] mark of the request, or the record of the challenge that it asked for, which then never comes to be (string)
  KEYS[2] results of its partition (stream)

  ARGV[1] result as JSON
  ARGV[2] milliseconds that the mark and the result are kept
  ARGV[3] channel for all results
  ARGV[4] channel for this caller's results, or ''

  Output: 1 when published, 0 when it was published before.
]]
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('SET', KEYS[1], '1\n\n\n', 'PX', ARGV[2])
local time = redis.call('TIME')
local oldest = time[1] * 1000 - tonumber(ARGV[2])
redis.call('XADD', KEYS[2], 'MINID', '~', string.format('%.0f', oldest), '*', 'result', ARGV[1])
redis.call('PUBLISH', ARGV[3], ARGV[1])
if ARGV[4] ~= '' then
  redis.call('PUBLISH', ARGV[4], ARGV[1])
end
return 1
