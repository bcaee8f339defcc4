--[[
  Counts one look at a secret before it is taken, so that no number of guessers at once gets more than are allowed.

  KEYS[1...] looks of a subject or a number each (string)

  ARGV[1] how many are allowed
  ARGV[2] milliseconds for which they count, from the first of them

  Output: 1 when this look is allowed; 0, and nothing counted, when one of them has used all up.
]]
for _, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or 0) >= tonumber(ARGV[1]) then
    return 0
  end
end
for _, key in ipairs(KEYS) do
  if redis.call('INCR', key) == 1 then
    redis.call('PEXPIRE', key, ARGV[2])
  end
end
return 1
