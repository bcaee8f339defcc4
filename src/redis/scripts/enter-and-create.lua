--[[
  Lets a challenge in and writes it, or says what is in its way and writes nothing. One step.

  Has the scripts enter.lua and commit-3-up.lua as functions of their own KEYS and ARGV.

  KEYS[1...] those of enter.lua
  KEYS[next...] those of commit-3-up.lua

  ARGV[1] how many of KEYS are enter.lua's
  ARGV[2] how many of the following are enter.lua's
  ARGV[3...] those of enter.lua
  ARGV[next...] those of commit-3-up.lua

  Output: the version that was written, or 0, then what enter.lua says.
]]
local theirs, others = { KEYS = {}, ARGV = {} }, { KEYS = {}, ARGV = {} }
for index, key in ipairs(KEYS) do
  table.insert((index <= tonumber(ARGV[1]) and theirs or others).KEYS, key)
end
for index = 3, #ARGV do
  table.insert((index <= 2 + tonumber(ARGV[2]) and theirs or others).ARGV, ARGV[index])
end
local said = enter(theirs.KEYS, theirs.ARGV)
local isIn = said[1] == 'entered' or said[1] == 'entered-before'
local version = isIn and commit_3_up(others.KEYS, others.ARGV) or 0
table.insert(said, 1, math.max(0, version))
return said
