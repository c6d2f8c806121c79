/**
 * Reverses one entry of a ledger. An entry is a string: the end of its lease in milliseconds, then key, amount and end of the window of each counter.
 * A window that has ended needs no refund: its counter is gone, or belongs to the next window. string.format writes numbers, because Lua's
 * tostring shortens those above 14 digits.
 */
const FUNCTIONS = `
  local time = redis.call('time')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local declared = {}
  for _, key in ipairs(KEYS) do declared[key] = true end

  local function refund(entry)
    for key, amount, windowEnd in string.gmatch(entry, ' (%S+) (%d+) (%d+)') do
      local used = declared[key] and tonumber(windowEnd) > now and tonumber(redis.call('get', key) or nil)
      if used then
        redis.call('decrby', key, string.format('%.0f', math.min(used, tonumber(amount))))
      end
    end
  end
`;

/**
 * Consumes all or nothing. KEYS: the ledger, the key of a repeatable request (or again the ledger), then the counters. ARGV: id of the
 * consumption (empty: final at once, without an entry), lease in milliseconds, the value to remember with the key of the request (empty: it
 * cannot be repeated), then for each counter amount, window in seconds, quota, and 1 if it counts although another counter rejects.
 *
 * Returns the remembered value of an earlier request, or an empty string; then for each counter: 1 if its quota sufficed, the amount used now,
 * and the milliseconds until its window ends. Returns nothing for a consumption that was cancelled before it arrived.
 *
 * A repeated request consumes only those counters that count although another rejects. A value is remembered for the length of the lease,
 * until the consumption is confirmed: it is forgotten when the consumption is refunded.
 *
 * The script first refunds the entries whose lease has ended.
 */
export const CONSUME_SCRIPT = `${FUNCTIONS}
  local ledger = KEYS[1]
  local id, leaseMs = ARGV[1], tonumber(ARGV[2])
  local pending = redis.call('hgetall', ledger)
  for i = 1, #pending, 2 do
    if tonumber(string.match(pending[i + 1], '^%d+')) <= now then
      refund(pending[i + 1])
      redis.call('hdel', ledger, pending[i])
    elseif pending[i] == id then
      return {}
    end
  end

  local once, value = KEYS[2], ARGV[3]
  local remembered = value ~= '' and redis.call('get', once) or ''
  local counters, allAllowed, requestsAllowed, longest = {}, true, true, 0
  for i = 3, #KEYS do
    local at = 4 + (i - 3) * 4
    local counter = {
      key = KEYS[i], amount = ARGV[at], window = tonumber(ARGV[at + 1]), keep = ARGV[at + 3] == '1',
      used = tonumber(redis.call('get', KEYS[i]) or '0')
    }
    if remembered ~= '' and not counter.keep then counter.amount = '0' end
    counter.allowed = counter.used + tonumber(counter.amount) <= tonumber(ARGV[at + 2])
    allAllowed = allAllowed and counter.allowed
    requestsAllowed = requestsAllowed and (counter.allowed or not counter.keep)
    longest = math.max(longest, counter.window)
    table.insert(counters, counter)
  end

  local results, entry = { remembered }, string.format('%.0f', now + leaseMs)
  for _, counter in ipairs(counters) do
    local consumed = allAllowed or (counter.keep and requestsAllowed)
    if consumed then
      redis.call('set', counter.key, 0, 'EX', counter.window, 'NX')
      counter.used = redis.call('incrby', counter.key, counter.amount)
    end
    local left = redis.call('pttl', counter.key)
    if consumed then
      entry = entry .. ' ' .. counter.key .. ' ' .. counter.amount .. ' ' .. string.format('%.0f', now + left)
    end
    table.insert(results, counter.allowed and 1 or 0)
    table.insert(results, counter.used)
    table.insert(results, left)
  end
  if id ~= '' and allAllowed then
    redis.call('hset', ledger, id, entry)
    redis.call('expire', ledger, longest)
  end
  if value ~= '' and remembered == '' and allAllowed then
    redis.call('set', once, value, 'PX', leaseMs)
  end
  return results
`;

/**
 * Refunds a consumption, and forgets its value. KEYS: as in {@link CONSUME_SCRIPT}. ARGV: id, lease in milliseconds, the value to forget
 * (empty: none).
 *
 * If the consumption has not arrived yet, an entry without counters stays for the length of a lease and cancels it.
 */
export const REFUND_SCRIPT = `${FUNCTIONS}
  local ledger = KEYS[1]
  if ARGV[3] ~= '' and redis.call('get', KEYS[2]) == ARGV[3] then
    redis.call('del', KEYS[2])
  end
  local entry = redis.call('hget', ledger, ARGV[1])
  if entry then
    refund(entry)
    redis.call('hdel', ledger, ARGV[1])
  else
    redis.call('hset', ledger, ARGV[1], string.format('%.0f', now + tonumber(ARGV[2])))
    if redis.call('ttl', ledger) < 0 then
      redis.call('pexpire', ledger, ARGV[2])
    end
  end
  return 1
`;
