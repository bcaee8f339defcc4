--[[
  Remembers until it expires that a challenge calls or texts a number. Forgets those that have expired.

  KEYS[1] challenges by number, of this one and of others (sorted set: tag of the number, kind, challenge id; by Redis
          milliseconds of expiry)

  ARGV[1] tag of the number, kind (`r` awaits a reply, `p` does not), challenge id
  ARGV[2] expiry in Redis milliseconds

  Output: nothing.
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('PEXPIREAT', KEYS[1], ARGV[2], 'NX')
redis.call('PEXPIREAT', KEYS[1], ARGV[2], 'GT')
