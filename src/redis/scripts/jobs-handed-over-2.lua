--[[
  Forgets jobs of a challenge that the queue has. Others stay: a crash may have left them, or another process may be handing
  them over. With none left the alarm is set to what the challenge itself waits for.

  KEYS[1] the challenge's record (hash)
  KEYS[2] alarms of its partition (sorted set)

  ARGV[1] version that the alarm belongs to
  ARGV[2] challenge id
  ARGV[3] next alarm in Redis milliseconds, or '' for none
  ARGV[4...] jobs that were handed over, as the commit wrote them

  Output: how many jobs are left.
]]
local jobs = redis.call('HGET', KEYS[1], 'jobs')
if jobs then
  local handed = {}
  for index = 4, #ARGV do
    handed[ARGV[index]] = true
  end
  local left = {}
  for job in string.gmatch(jobs, '[^\n]+') do
    if not handed[job] then
      left[#left + 1] = job
    end
  end
  if #left > 0 then
    redis.call('HSET', KEYS[1], 'jobs', table.concat(left, '\n'))
    return #left
  end
  redis.call('HDEL', KEYS[1], 'jobs')
end
if redis.call('HGET', KEYS[1], 'version') == ARGV[1] then
  if ARGV[3] == '' then
    redis.call('ZREM', KEYS[2], ARGV[2])
  else
    redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
  end
end
return 0
