--[[
  Gives a look back that was no failure, unless it no longer counts anyway: a count below nothing would have no end.

  KEYS[1] failures of a subject or a number (string: count)

  Output: nothing.
]]
if tonumber(redis.call('GET', KEYS[1]) or 0) > 0 then
  redis.call('DECR', KEYS[1])
end
