--[[
  Challenges that call or text a number, those that expire first at the front, and whom a text that was heard before was meant for.

  KEYS[1] challenges by number, as remember-number-1.lua writes them
  KEYS[2...] texts that were heard, as mark-heard-1.lua writes them, where one is asked about

  ARGV[1] tag of the number
  ARGV[2] which kinds: `r`, `p` or both
  ARGV[3] how many at the most
  ARGV[4] the text, as it is called there

  Output: false when the text was not heard, else what stands for it there; then challenge ids, of which some may have expired.
]]
local found = { false }
if KEYS[2] then
  for index = 2, #KEYS do
    found[1] = found[1] or redis.call('HGET', KEYS[index], ARGV[4])
  end
end
local id = #ARGV[1] + 2
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if
    #found <= tonumber(ARGV[3])
    and string.sub(member, 1, #ARGV[1]) == ARGV[1]
    and string.find(ARGV[2], string.sub(member, id - 1, id - 1), 1, true)
  then
    found[#found + 1] = string.sub(member, id)
  end
end
return found
