--[[
  Gives back what enter.lua took for a challenge that did not come to be.

  KEYS[1...] what each check looked at

  ARGV[1] challenge id
  ARGV[2...] one for each check, as for enter.lua

  Output: nothing.
]]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for place, key in ipairs(KEYS) do
  local kind, field, interval = string.match(ARGV[place + 1], '^(%S+) ?(%S*) ?(%S*)')
  if kind == 'bucket' then
    local paid = tonumber(redis.call('HGET', key, field) or 0) - tonumber(interval)
    if paid > now then
      redis.call('HSET', key, field, string.format('%.0f', paid))
    else
      redis.call('HDEL', key, field)
    end
  elseif kind == 'live' then
    if string.match(redis.call('HGET', key, field) or '', '^%S+') == ARGV[1] then
      redis.call('HDEL', key, field)
    end
  end
end
