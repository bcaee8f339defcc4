--[[
  Gives looks back that were no failure, unless they no longer count anyway: a count below nothing would have no end.

  KEYS[1...] looks of a subject or a number each (string)

  Output: nothing.
]]
for _, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or 0) > 0 then
    redis.call('DECR', key)
  end
end
