--[[
  Remembers that a text from a number may answer a challenge, until the challenge expires. Forgets those that have.

  KEYS[1] challenges awaiting a reply, of this number and of others (sorted set: tag of the number, space, challenge id; by
          Redis milliseconds of expiry)

  ARGV[1] tag of the number, space, challenge id
  ARGV[2] expiry in Redis milliseconds

  Output: nothing.
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2])))
