import { type LoginAttempt, loginAttemptSchema } from "packages/login/attempt.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { Redis } from "packages/storage/redis/redis.ts";

/** The one channel for hints. Each message names the attempt that has changed; every replica receives it. */
export const HINT_CHANNEL = "login:v1";

/** A record is kept this long after its attempt expires, so that its browser can still read how it ended. */
const GRACE_MS = 60_000;

/** An attempt and the version under which it was read. */
export interface StoredAttempt {
  readonly attempt: LoginAttempt;
  readonly version: number;
}

/** Stores login attempts: `auth` creates and consumes them, `callback` writes the steps between. */
export interface AttemptStore {
  /**
   * Stores a new attempt as version 1.
   * @throws Error when its session id or its state is already in use
   */
  create(attempt: LoginAttempt): Promise<StoredAttempt>;
  readBySession(sessionId: string): Promise<StoredAttempt | undefined>;
  readByState(state: string): Promise<StoredAttempt | undefined>;
  /** The current versions of a few hundred attempts at most: enough to see which records have changed. */
  versionsOf(sessionIds: readonly string[]): Promise<(number | undefined)[]>;
  /**
   * Writes `next` over `from` and sends a hint to all replicas. Returns `undefined` when the stored
   * version is no longer that of `from`: another write was first, or the record was deleted.
   */
  advance(from: StoredAttempt, next: LoginAttempt): Promise<StoredAttempt | undefined>;
}

/** Login attempts in Redis: the record under its session id, and an index from its state. */
export function createAttemptStore(deps: { redis: Redis; clock: Clock }): AttemptStore {
  const { redis, clock } = deps;
  const ttlMs = (attempt: LoginAttempt) => Math.max(1, attempt.expiresAt - clock.now()) + GRACE_MS;

  async function write(attempt: LoginAttempt, expectedVersion: number) {
    const version = expectedVersion + 1;
    const written = await redis.compareAndSet(
      recordKey(attempt.sessionId),
      expectedVersion,
      JSON.stringify(attempt),
      ttlMs(attempt),
      { channel: HINT_CHANNEL, message: `${attempt.sessionId} ${version}` },
    );
    return written ? { attempt, version } : undefined;
  }

  async function readBySession(sessionId: string): Promise<StoredAttempt | undefined> {
    const record = await redis.get(recordKey(sessionId));
    if (record === undefined) return undefined;
    return { attempt: loginAttemptSchema.parse(JSON.parse(record.value)), version: record.version };
  }

  return {
    readBySession,
    async create(attempt) {
      const indexed = await redis.compareAndSet(
        indexKey(attempt.state),
        0,
        attempt.sessionId,
        ttlMs(attempt),
      );
      const stored = indexed ? await write(attempt, 0) : undefined;
      if (stored === undefined) {
        throw new Error("Cannot create login attempt: its session id or state is already in use");
      }
      return stored;
    },
    async readByState(state) {
      const index = await redis.get(indexKey(state));
      return index === undefined ? undefined : await readBySession(index.value);
    },
    versionsOf: (sessionIds) => redis.versions(sessionIds.map(recordKey)),
    advance: (from, next) => write(next, from.version),
  };
}

function recordKey(sessionId: string): string {
  return `login:attempt:${sessionId}`;
}

function indexKey(state: string): string {
  return `login:state:${state}`;
}
