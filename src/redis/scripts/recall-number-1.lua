--[[
  Challenges that call or text a number, those that expire first at the front.

  KEYS[1] challenges by number, as remember-number-1.lua writes them

  ARGV[1] tag of the number
  ARGV[2] which kinds: `r`, `p` or both
  ARGV[3] how many at the most

  Output: challenge ids; some may have expired.
]]
local found = {}
local id = #ARGV[1] + 2
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if
    #found < tonumber(ARGV[3])
    and string.sub(member, 1, #ARGV[1]) == ARGV[1]
    and string.find(ARGV[2], string.sub(member, id - 1, id - 1), 1, true)
  then
    found[#found + 1] = string.sub(member, id)
  end
end
return found
