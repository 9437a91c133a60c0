import { createHash } from "node:crypto";
import { ErrorReply } from "@redis/client";
import type { NodeRedis } from "packages/storage/redis/node.ts";

/** A Lua script that Redis runs as one step. */
export interface RedisScript {
  readonly source: string;
  readonly sha1: string;
}

/**
 * KEYS: the record. ARGV: expected version, new stored record, time to live in ms, and optionally
 * channel and message. Returns 1: written, 0: another version, -1: not a versioned record.
 */
export const compareAndSetScript = script(`
local stored = redis.call('GET', KEYS[1])
local version = '0'
if stored then version = string.match(stored, '^(%d+) ') end
if not version then return -1 end
if version ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if ARGV[4] then redis.call('PUBLISH', ARGV[4], ARGV[5]) end
return 1`);

/** KEYS: the records. Returns their versions; 0: the key is absent, -1: not a versioned record. */
export const versionsScript = script(`
local versions = {}
for index, key in ipairs(KEYS) do
  local stored = redis.call('GET', key)
  versions[index] = stored and tonumber(string.match(stored, '^(%d+) ') or -1) or 0
end
return versions`);

/** KEYS: the key. ARGV: the value it must have. Returns how many keys were removed. */
export const deleteIfEqualsScript = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

/** KEYS: the counter. ARGV: time to live of a new counter in ms. Returns the count. */
export const incrementWithTtlScript = script(`
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count`);

/** Runs a script by its digest, or by its source when the server has not cached it. */
export async function runScript(
  client: NodeRedis,
  { source, sha1 }: RedisScript,
  keys: readonly string[],
  args: readonly string[],
): Promise<unknown> {
  const operands = [String(keys.length), ...keys, ...args];
  try {
    return await client.sendCommand(["EVALSHA", sha1, ...operands]);
  } catch (error) {
    if (!(error instanceof ErrorReply) || !error.message.startsWith("NOSCRIPT")) throw error;
    return await client.sendCommand(["EVAL", source, ...operands]);
  }
}

function script(source: string): RedisScript {
  return { source, sha1: createHash("sha1").update(source).digest("hex") };
}
