--[[
  Whether there is a look left at a secret; counts it when it failed, so that no number of guessers at once gets more than
  are allowed.

  KEYS[1] failures of a subject or a number (string: count)

  ARGV[1] how many are allowed
  ARGV[2] milliseconds for which they count, from the first of them
  ARGV[3] 1 when this look failed

  Output: 1 when there is one; 0, and nothing counted, when all are used up.
]]
if tonumber(redis.call('GET', KEYS[1]) or 0) >= tonumber(ARGV[1]) then
  return 0
end
if ARGV[3] == '1' and redis.call('INCR', KEYS[1]) == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1
