--[[
  Writes and leaves nothing: fails wherever a commit would, because Redis is full, has too few replicas, or its user lacks a right.

  KEYS[1] a key that nothing else uses (string)

  Output: nothing.
]]
redis.call('SET', KEYS[1], '', 'PX', 1)
