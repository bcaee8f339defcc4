--[[
  Remembers which challenges a text is meant for, before it is acted upon. What was remembered first stays.

  KEYS[1] texts of its time (hash: text to ids of challenges, each with a space before it)

  ARGV[1] the text
  ARGV[2] milliseconds until all of them may be collected, from the first
  ARGV[3] ids of challenges, each with a space before it

  Output: nothing.
]]
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2], 'NX')
