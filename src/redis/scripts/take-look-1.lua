--[[
  Counts one look at a secret before it is taken, so that no number of guessers at once gets more than are allowed.

  KEYS[1] looks of one subject or one number (string)

  ARGV[1] how many are allowed
  ARGV[2] milliseconds for which they count, from the first of them

  Output: 1 when this look is allowed, 0 when all are used up.
]]
local looks = tonumber(redis.call('GET', KEYS[1]) or 0)
if looks >= tonumber(ARGV[1]) then
  return 0
end
redis.call('INCR', KEYS[1])
if looks == 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1
