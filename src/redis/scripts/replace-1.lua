--[[
  Puts a value in the place of another one, unless somebody else was faster.

  KEYS[1] the place (string)

  ARGV[1] value that must be there, or '' for none
  ARGV[2] value to put there, or '' for none
  ARGV[3] milliseconds that it stays

  Output: 1 when it was put there, 0 when another value was there.
]]
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
  return 0
end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return 1
