import type { Logger } from "packages/platform/log.ts";
import { type RandomBytes, randomHex } from "packages/platform/random.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { openRedisConnection } from "packages/storage/redis/connection.ts";
import { formatRecord, parseRecord } from "packages/storage/redis/record.ts";
import {
  compareAndSetScript,
  deleteIfEqualsScript,
  incrementWithTtlScript,
  type RedisScript,
  runScript,
  versionsScript,
} from "packages/storage/redis/scripts.ts";
import {
  openRedisSubscriptions,
  type RedisSubscriptions,
} from "packages/storage/redis/subscriptions.ts";
import { RedisUnavailableError } from "packages/storage/redis/unavailable_error.ts";
import { parseRedisUrl } from "packages/storage/redis/url.ts";

/** How to open Redis. */
export interface RedisOptions {
  /** In a form that `parseRedisUrl` accepts. */
  readonly url: string;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  /** Added in front of every key and channel. Default: empty. */
  readonly prefix?: string;
  /** Limit for a command, and for how long it waits in an outage. Default 2 000. */
  readonly commandTimeoutMs?: number;
  /** How often a heartbeat checks the subscriptions. Default 5 000. */
  readonly heartbeatEveryMs?: number;
}

/**
 * Opens Redis through node-redis. Returns at once, even if Redis cannot be reached, and keeps
 * connecting until `close`. `check` reports the present state.
 * @throws Error when the URL is not readable
 */
export function openRedis(options: RedisOptions): Redis {
  const { prefix = "", commandTimeoutMs: timeoutMs = 2_000 } = options;
  const shared = {
    target: parseRedisUrl(options.url),
    timeoutMs,
    randomBytes: options.randomBytes,
    log: options.log,
  };
  const commands = openRedisConnection({ ...shared, use: "commands" });
  let subscriptions: RedisSubscriptions | undefined;

  const openSubscriptions = () =>
    openRedisSubscriptions({
      ...shared,
      commands,
      heartbeatChannel: `${prefix}heartbeat:${randomHex(options.randomBytes, 16)}`,
      heartbeatEveryMs: options.heartbeatEveryMs ?? 5_000,
    });
  const run = async (script: RedisScript, key: string, ...args: string[]) =>
    Number(await commands.run((client) => runScript(client, script, [prefix + key], args)));

  return {
    async get(key) {
      const record = await commands.run((client) =>
        client.sendCommand<string | null>(["GET", prefix + key])
      );
      return parseRecord(record);
    },
    async versions(keys) {
      const prefixed = keys.map((key) => prefix + key);
      return toVersions(
        await commands.run((client) => runScript(client, versionsScript, prefixed, [])),
      );
    },
    async compareAndSet(key, expectedVersion, value, ttlMs, hint) {
      const record = formatRecord({ version: expectedVersion + 1, value });
      const published = hint === undefined ? [] : [prefix + hint.channel, hint.message];
      const args = [String(expectedVersion), record, String(ttlMs), ...published];
      const written = await run(compareAndSetScript, key, ...args);
      if (written < 0) throw new Error("Cannot write the record: the key holds something else");
      return written === 1;
    },
    async setNxPx(key, value, ttlMs) {
      const command = ["SET", prefix + key, value, "NX", "PX", String(ttlMs)];
      const reply = await commands.run((client) => client.sendCommand(command));
      return reply !== null;
    },
    async deleteIfEquals(key, value) {
      return await run(deleteIfEqualsScript, key, value) === 1;
    },
    incrementWithTtl: (key, ttlMs) => run(incrementWithTtlScript, key, String(ttlMs)),
    async publish(channel, message) {
      await commands.run((client) => client.sendCommand(["PUBLISH", prefix + channel, message]));
    },
    subscribe(channel, subscriber) {
      subscriptions ??= openSubscriptions();
      return subscriptions.subscribe(prefix + channel, subscriber);
    },
    async check() {
      const probe = ["SET", `${prefix}write_probe`, "1", "PX", "60000"];
      await commands.run((client) => client.sendCommand(probe));
      if (subscriptions?.isReady === false) {
        throw new RedisUnavailableError("Cannot use Redis: the subscriptions are not connected");
      }
    },
    async close() {
      await Promise.all([commands.close(), subscriptions?.close()]);
    },
  };
}

/** Reads the reply of {@link versionsScript}. */
function toVersions(reply: unknown): (number | undefined)[] {
  const versions = reply as number[];
  if (versions.includes(-1)) {
    throw new Error("Cannot read the versions: a key holds something else than a record");
  }
  return versions.map((version) => version === 0 ? undefined : version);
}
