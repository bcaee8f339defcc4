--[[
  Forgets jobs of a challenge that the queue has. Others stay: a crash may have left them, or another process may be handing
  them over. With none left the alarm is set to what the challenge itself waits for.

  KEYS[1] the challenge's record (string, as commit-3-up.lua writes it)
  KEYS[2] alarms of its partition (sorted set)

  ARGV[1] version that the alarm belongs to
  ARGV[2] challenge id
  ARGV[3] next alarm in Redis milliseconds, or '' for none
  ARGV[4...] jobs that were handed over, as the commit wrote them

  Output: how many jobs are left.
]]
local record = redis.call('GET', KEYS[1])
if not record then
  return 0
end
local version, secrets, jobs, state = string.match(record, '^(%d+)\n([^\n]*)\n([^\n]*)\n(.*)$')
if jobs ~= '' then
  local handed = {}
  for index = 4, #ARGV do
    handed[ARGV[index]] = true
  end
  local left = {}
  for job in string.gmatch(jobs, '[^\t]+') do
    if not handed[job] then
      left[#left + 1] = job
    end
  end
  record = version .. '\n' .. secrets .. '\n' .. table.concat(left, '\t') .. '\n' .. state
  redis.call('SET', KEYS[1], record, 'KEEPTTL')
  if #left > 0 then
    return #left
  end
end
if version == ARGV[1] then
  if ARGV[3] == '' then
    redis.call('ZREM', KEYS[2], ARGV[2])
  else
    redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
  end
end
return 0
