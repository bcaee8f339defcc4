--[[
  Forgets the trouble of an address, if it is still disabled since when it was thought to be.

  KEYS[1] its trouble (hash)
  KEYS[2] whether it is being probed (string)

  ARGV[1] Redis milliseconds since when it is disabled, or '' if it is not

  Output: 1 when it is forgotten, 0 when it was disabled or enabled meanwhile.
]]
if (redis.call('HGET', KEYS[1], 'disabledAt') or '') ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1], KEYS[2])
return 1
