import type { Logger } from "packages/platform/log.ts";
import { type RandomBytes, randomHex } from "packages/platform/random.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { RedisConnection } from "packages/storage/redis/connection.ts";
import { formatRecord, parseRecord } from "packages/storage/redis/record.ts";
import {
  compareAndSetScript,
  deleteIfEqualsScript,
  incrementWithTtlScript,
  type RedisScript,
  runScript,
} from "packages/storage/redis/scripts.ts";
import { RedisSubscriptions } from "packages/storage/redis/subscriptions.ts";
import { RedisUnavailableError } from "packages/storage/redis/unavailable_error.ts";
import { parseRedisUrl } from "packages/storage/redis/url.ts";

export interface RedisOptions {
  /** As `parseRedisUrl` reads it. */
  readonly url: string;
  readonly randomBytes: RandomBytes;
  readonly logger: Logger;
  /** Put before every key and channel; default nothing. */
  readonly prefix?: string;
  /** How long a command may take, and how long an outage is waited for; default 2 000. */
  readonly commandTimeoutMs?: number;
  /** How often the subscriptions are proven to work; default 5 000. */
  readonly heartbeatEveryMs?: number;
}

/**
 * Redis over node-redis. Returns at once, whether Redis is there or not, and keeps (re)connecting
 * until `close`; `check` tells how it stands. Throws only when the URL is unreadable.
 */
export function openRedis(options: RedisOptions): Redis {
  const { prefix = "", commandTimeoutMs: timeoutMs = 2_000 } = options;
  const shared = {
    target: parseRedisUrl(options.url),
    timeoutMs,
    randomBytes: options.randomBytes,
    logger: options.logger,
  };
  const commands = new RedisConnection({ ...shared, use: "commands" });
  let subscriptions: RedisSubscriptions | undefined;

  const openSubscriptions = () =>
    new RedisSubscriptions({
      ...shared,
      commands,
      heartbeatChannel: `${prefix}heartbeat:${randomHex(options.randomBytes, 16)}`,
      heartbeatEveryMs: options.heartbeatEveryMs ?? 5_000,
    });
  const run = (script: RedisScript, key: string, ...args: string[]) =>
    commands.run((client) => runScript(client, script, prefix + key, args));

  return {
    async get(key) {
      return parseRecord(await commands.run((client) => client.get(prefix + key)));
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
      const condition = { condition: "NX", expiration: { type: "PX", value: ttlMs } } as const;
      const reply = await commands.run((client) => client.set(prefix + key, value, condition));
      return reply !== null;
    },
    async deleteIfEquals(key, value) {
      return await run(deleteIfEqualsScript, key, value) === 1;
    },
    incrementWithTtl: (key, ttlMs) => run(incrementWithTtlScript, key, String(ttlMs)),
    async publish(channel, message) {
      await commands.run((client) => client.publish(prefix + channel, message));
    },
    subscribe(channel, subscriber) {
      subscriptions ??= openSubscriptions();
      return subscriptions.subscribe(prefix + channel, subscriber);
    },
    async check() {
      await commands.run((client) => client.ping());
      if (subscriptions?.isReady === false) {
        throw new RedisUnavailableError("Cannot use Redis: the subscriptions are not connected");
      }
    },
    async close() {
      await Promise.all([commands.close(), subscriptions?.close()]);
    },
  };
}
