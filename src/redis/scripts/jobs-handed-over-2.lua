--[[
  Forgets the jobs of a challenge once the queue has them, unless a later commit may have left others.

  KEYS[1] the challenge's record (hash)
  KEYS[2] alarms of its partition (sorted set)

  ARGV[1] version whose jobs were handed over
  ARGV[2] challenge id
  ARGV[3] next alarm in Redis milliseconds, or '' for none

  Output: 1 when forgotten, 0 when the version was another.
]]
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'jobs')
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[2], ARGV[2])
else
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
end
return 1
