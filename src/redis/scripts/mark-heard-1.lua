--[[
  Remembers a text that was acted upon.

  KEYS[1] texts of its time (set)

  ARGV[1] the text
  ARGV[2] milliseconds until all of them may be collected, from the first

  Output: nothing.
]]
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2], 'NX')
