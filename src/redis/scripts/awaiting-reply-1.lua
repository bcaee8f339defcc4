--[[
  Challenges that a text from a number may answer, those that expire first at the front.

  KEYS[1] challenges awaiting a reply, as await-reply-1.lua writes them

  ARGV[1] tag of the number, and a space
  ARGV[2] how many at the most

  Output: challenge ids; some may have expired.
]]
local found = {}
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if #found < tonumber(ARGV[2]) and string.sub(member, 1, #ARGV[1]) == ARGV[1] then
    found[#found + 1] = string.sub(member, #ARGV[1] + 1)
  end
end
return found
