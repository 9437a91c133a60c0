import { createHash } from "node:crypto";
import { z } from "zod";
import type { RefusalFacts } from "packages/wecom/client/errcode.ts";

/**
 * The store that all replicas share. Values are strings of any length. Version 0 means that the key does
 * not exist; every write raises the version by one.
 */
export interface TokenStore {
  get(key: string): Promise<{ version: number; value: string } | undefined>;
  /** Writes if the version is still `expectedVersion`; returns false if another replica has written. */
  compareAndSet(
    key: string,
    expectedVersion: number,
    value: string,
    ttlMs: number,
  ): Promise<boolean>;
  /** Takes a lock; returns false if it is already taken. */
  setNxPx(key: string, value: string, ttlMs: number): Promise<boolean>;
  /** Releases a lock if it still has this value. */
  deleteIfEquals(key: string, value: string): Promise<boolean>;
}

const heldTokenSchema = z.object({
  token: z.string(),
  /** The time of the request; all times in milliseconds since the epoch. */
  fetchedAt: z.number(),
  /** From this time on one replica should fetch the next token. */
  renewAt: z.number(),
  expiresAt: z.number(),
});
/** An access token, or a ticket, with its times. */
export type HeldToken = z.infer<typeof heldTokenSchema>;

const refusalSchema = z.object({
  /** The refusal counts only for this secret, so a corrected secret is tried at once. */
  secretHash: z.string(),
  errcode: z.number(),
  callerIp: z.string().optional(),
  hint: z.string().optional(),
  until: z.number(),
});

/** Long enough for one fetch, and short enough that logins do not wait long after a crash. */
const LEASE_MS = 3_000;
/** A store that needs longer counts as down. */
const STORE_TIMEOUT_MS = 1_000;
/** After a failure the store is not used for this time, so that logins do not wait for it. */
const STORE_REST_MS = 5_000;

/** The right to fetch; only one replica has it at a time. */
export interface Lease {
  release(): Promise<void>;
}

/** The shared part of the broker. Never throws: a store that is down counts as empty and grants every lease. */
export interface SharedToken {
  read(): Promise<{ version: number; held?: HeldToken }>;
  /** Returns false if another replica has written since `version` was read. */
  write(held: HeldToken, version: number): Promise<boolean>;
  readRefusal(): Promise<RefusalFacts | undefined>;
  writeRefusal(facts: RefusalFacts, until: number): Promise<void>;
  /** Returns `undefined` if another replica has the lease. */
  takeLease(): Promise<Lease | undefined>;
}

/** Makes the shared part for the token under `key`, which is fetched with `secret`. */
export function createSharedToken(options: {
  store: TokenStore;
  clock: { now(): number };
  random: () => number;
  key: string;
  secret: string;
}): SharedToken {
  const { store, clock, random, key } = options;
  const refusalKey = `${key}:refused`;
  const leaseKey = `${key}:lease`;
  const secretHash = tokenHash(options.secret);
  let restUntil = 0;

  /** Runs one store operation. A failure is not reported here: the broker continues without the store. */
  async function ask<T>(run: () => Promise<T>, whenDown: T): Promise<T> {
    if (clock.now() < restUntil) return whenDown;
    try {
      return await withinTime(run());
    } catch {
      restUntil = clock.now() + STORE_REST_MS;
      return whenDown;
    }
  }

  return {
    async read() {
      const entry = await ask(() => store.get(key), undefined);
      const held = parseJson(heldTokenSchema, entry?.value);
      return { version: entry?.version ?? 0, ...(held === undefined ? {} : { held }) };
    },
    async write(held, version) {
      const ttlMs = Math.max(1, Math.ceil(held.expiresAt - clock.now()));
      return await ask(() => store.compareAndSet(key, version, JSON.stringify(held), ttlMs), true);
    },
    async readRefusal() {
      const entry = await ask(() => store.get(refusalKey), undefined);
      const refusal = parseJson(refusalSchema, entry?.value);
      const isOurs = refusal?.secretHash === secretHash && clock.now() < refusal.until;
      return isOurs ? refusal : undefined;
    },
    async writeRefusal({ errcode, callerIp, hint }, until) {
      const value = JSON.stringify({ secretHash, errcode, callerIp, hint, until });
      const ttlMs = Math.max(1, Math.ceil(until - clock.now()));
      const version = (await ask(() => store.get(refusalKey), undefined))?.version ?? 0;
      await ask(() => store.compareAndSet(refusalKey, version, value, ttlMs), true);
    },
    async takeLease() {
      const owner = Array.from({ length: 4 }, () => random().toString(36).slice(2)).join("");
      if (!(await ask(() => store.setNxPx(leaseKey, owner, LEASE_MS), true))) return undefined;
      return {
        async release() {
          await ask(() => store.deleteIfEquals(leaseKey, owner), true);
        },
      };
    },
  };
}

/** SHA-256, for comparing and remembering tokens. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** A value that cannot be read, such as one from an older release, counts as absent. */
function parseJson<T>(schema: z.ZodType<T>, value: string | undefined): T | undefined {
  if (value === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("store too slow")), STORE_TIMEOUT_MS);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
