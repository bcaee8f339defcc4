--[[
  Gives a look back that was no failure, unless it no longer counts anyway: a count below nothing would have no end.

  KEYS[1] looks of one subject or one number (string)

  Output: 1 when given back, 0 when there was none.
]]
if tonumber(redis.call('GET', KEYS[1]) or 0) < 1 then
  return 0
end
redis.call('DECR', KEYS[1])
return 1
