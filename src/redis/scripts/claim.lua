--[[
  Claims a name for somebody, unless somebody has it already.

  KEYS[1...] claims of now, of the time after and of the time before (hash: mark by name); a new one goes to the first

  ARGV[1] name to be claimed
  ARGV[2] mark of whom it is claimed for, or '' to look only
  ARGV[3] milliseconds until the claims may be collected

  Output: the mark of who has it now, or false.
]]
local first
for _, key in ipairs(KEYS) do
  first = first or key
  local holder = redis.call('HGET', key, ARGV[1])
  if holder then
    return holder
  end
end
if ARGV[2] == '' then
  return false
end
redis.call('HSET', first, ARGV[1], ARGV[2])
redis.call('PEXPIRE', first, ARGV[3], 'NX')
return ARGV[2]
