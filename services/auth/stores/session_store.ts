import type { Sql, TransactionSql } from "postgres";
import type { Identity } from "packages/login/attempt.ts";
import type { Clock } from "packages/platform/clock.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { type RandomBytes, randomSecret, uuidV7 } from "packages/platform/random.ts";
import {
  decideRefresh,
  IDLE_SECONDS_LONG,
  IDLE_SECONDS_SHORT,
  refreshExpiry,
  SESSION_LIFETIME_MS,
  successorOf,
} from "services/auth/domain/refresh.ts";

/** Whom a session belongs to. */
export type Owner =
  | { readonly kind: "member"; readonly member: Identity }
  | { readonly kind: "account"; readonly name: string };

/** A session with the refresh token that its browser now holds. */
export interface OpenSession {
  readonly sessionId: string;
  readonly owner: Owner;
  readonly refreshToken: string;
  /** Until then the refresh token is good, unless used. Milliseconds. */
  readonly refreshExpiresAt: number;
  /** Whether the cookie should outlive the browser. */
  readonly remember: boolean;
}

/** Sessions and their rotating refresh tokens in Postgres. */
export interface SessionStore {
  /**
   * Opens the session of a redeemed attempt and stores the member. `settle` runs inside the transaction: when it
   * resolves to false, nothing has happened and the result is `undefined`.
   */
  openForMember(
    member: Identity,
    attemptId: string,
    settle: () => Promise<boolean>,
  ): Promise<OpenSession | undefined>;
  openForAccount(name: string, remember: boolean): Promise<OpenSession>;
  /** Uses a refresh token up; `undefined` when it is unknown, over, or was used before (which ends its session). */
  refresh(token: string): Promise<OpenSession | undefined>;
  /** Ends a session; nothing happens when it has ended already. */
  revoke(sessionId: string, because: string): Promise<void>;
  revokeByToken(token: string, because: string): Promise<void>;
  /** Deletes all that is over, in batches that lock little; returns how many sessions went. */
  prune(): Promise<number>;
}

const PRUNE_BATCH = 1_000;

interface TokenRow {
  session_id: string;
  expires_at: Date;
  replaced_at: Date | null;
  rotation_key: Uint8Array;
  idle_seconds: number;
  ends_at: Date;
  revoked_at: Date | null;
  account_name: string | null;
  corp_id: string | null;
  user_id: string | null;
  member_name: string | null;
  departments: string[] | null;
  disabled_at: Date | null;
}

/** See {@link SessionStore}. */
export function createSessionStore(
  deps: { sql: Sql; clock: Clock; randomBytes: RandomBytes },
): SessionStore {
  const { sql, clock, randomBytes } = deps;

  async function insertSession(
    tx: TransactionSql,
    owner: Owner,
    options: { attemptId?: string; remember: boolean },
  ): Promise<OpenSession | undefined> {
    const now = clock.now();
    const sessionId = uuidV7(clock, randomBytes);
    const idleSeconds = options.remember ? IDLE_SECONDS_LONG : IDLE_SECONDS_SHORT;
    const endsAt = now + SESSION_LIFETIME_MS;
    const member = owner.kind === "member" ? owner.member : undefined;
    const inserted = await tx`
      insert into auth.sessions ${
      tx({
        session_id: sessionId,
        corp_id: member?.corpId ?? null,
        user_id: member?.userId ?? null,
        account_name: owner.kind === "account" ? owner.name : null,
        attempt_id: options.attemptId ?? null,
        rotation_key: randomBytes(32),
        idle_seconds: idleSeconds,
        created_at: new Date(now),
        ends_at: new Date(endsAt),
      })
    } on conflict (attempt_id) do nothing returning session_id`;
    if (inserted.length === 0) return undefined;
    const refreshToken = randomSecret(randomBytes);
    const refreshExpiresAt = refreshExpiry(now, idleSeconds, endsAt);
    await insertToken(tx, sessionId, refreshToken, now, refreshExpiresAt);
    return { sessionId, owner, refreshToken, refreshExpiresAt, remember: options.remember };
  }

  return {
    async openForMember(member, attemptId, settle) {
      return await sql.begin(async (tx) => {
        await upsertMember(tx, member, clock.now());
        const opened = await insertSession(tx, { kind: "member", member }, {
          attemptId,
          remember: true,
        });
        if (opened === undefined || !await settle()) throw new NotSettled();
        return opened;
      }).catch((error) => {
        if (error instanceof NotSettled) return undefined;
        throw error;
      });
    },

    async openForAccount(name, remember) {
      const opened = await sql.begin((tx) =>
        insertSession(tx, { kind: "account", name }, { remember })
      );
      return opened!;
    },

    async refresh(token) {
      const hash = sha256Hex(token);
      return await sql.begin(async (tx) => {
        const row = await readToken(tx, hash);
        if (row === undefined) return undefined;
        const now = clock.now();
        const decision = decideRefresh({
          expiresAt: row.expires_at.getTime(),
          replacedAt: row.replaced_at?.getTime(),
          sessionEndsAt: row.ends_at.getTime(),
          sessionRevoked: row.revoked_at !== null || row.disabled_at !== null,
        }, now);
        if (decision === "reuse") await revokeIn(tx, row.session_id, "refresh_token_reused", now);
        if (decision === "reuse" || decision === "ended") return undefined;
        const successor = successorOf(token, row.rotation_key);
        const expiresAt = refreshExpiry(now, row.idle_seconds, row.ends_at.getTime());
        if (decision === "rotate") {
          await tx`update auth.refresh_tokens set replaced_at = ${new Date(
            now,
          )} where token_hash = ${hash}`;
          await insertToken(tx, row.session_id, successor, now, expiresAt);
        }
        return {
          sessionId: row.session_id,
          owner: ownerOf(row),
          refreshToken: successor,
          refreshExpiresAt: expiresAt,
          remember: row.idle_seconds === IDLE_SECONDS_LONG,
        };
      });
    },

    revoke: (sessionId, because) => revokeIn(sql, sessionId, because, clock.now()),

    async revokeByToken(token, because) {
      const rows = await sql<{ session_id: string }[]>`
        select session_id from auth.refresh_tokens where token_hash = ${sha256Hex(token)}`;
      if (rows[0]) await revokeIn(sql, rows[0].session_id, because, clock.now());
    },

    async prune() {
      const now = new Date(clock.now());
      await inBatches(() =>
        sql`delete from auth.refresh_tokens where token_hash in (
          select token_hash from auth.refresh_tokens where expires_at < ${now}
          limit ${PRUNE_BATCH} for update skip locked)`
      );
      return await inBatches(() =>
        sql`delete from auth.sessions where session_id in (
          select session_id from auth.sessions where ends_at < ${now}
          limit ${PRUNE_BATCH} for update skip locked)`
      );
    },
  };
}

class NotSettled extends Error {}

async function inBatches(deleteBatch: () => Promise<{ count: number }>): Promise<number> {
  for (let total = 0;;) {
    const { count } = await deleteBatch();
    total += count;
    if (count < PRUNE_BATCH) return total;
  }
}

async function upsertMember(tx: TransactionSql, member: Identity, now: number): Promise<void> {
  await tx`
    insert into auth.members ${
    tx({
      corp_id: member.corpId,
      user_id: member.userId,
      name: member.name,
      departments: member.departments,
      first_login_at: new Date(now),
      last_login_at: new Date(now),
    })
  } on conflict (corp_id, user_id) do update set
      name = excluded.name, departments = excluded.departments,
      last_login_at = excluded.last_login_at, disabled_at = null`;
}

async function insertToken(
  tx: TransactionSql,
  sessionId: string,
  token: string,
  now: number,
  expiresAt: number,
): Promise<void> {
  await tx`insert into auth.refresh_tokens ${
    tx({
      token_hash: sha256Hex(token),
      session_id: sessionId,
      issued_at: new Date(now),
      expires_at: new Date(expiresAt),
    })
  }`;
}

async function readToken(tx: TransactionSql, hash: string): Promise<TokenRow | undefined> {
  const [row] = await tx<TokenRow[]>`
    select t.session_id, t.expires_at, t.replaced_at, s.rotation_key, s.idle_seconds, s.ends_at, s.revoked_at,
      s.account_name, s.corp_id, s.user_id, m.name as member_name, m.departments, m.disabled_at
    from auth.refresh_tokens t
    join auth.sessions s using (session_id)
    left join auth.members m using (corp_id, user_id)
    where t.token_hash = ${hash} for update of t, s`;
  return row;
}

async function revokeIn(
  sql: Sql | TransactionSql,
  sessionId: string,
  because: string,
  now: number,
): Promise<void> {
  await sql`update auth.sessions set revoked_at = ${new Date(now)}, revoked_because = ${because}
    where session_id = ${sessionId} and revoked_at is null`;
}

function ownerOf(row: TokenRow): Owner {
  if (row.account_name !== null) return { kind: "account", name: row.account_name };
  return {
    kind: "member",
    member: {
      corpId: row.corp_id!,
      userId: row.user_id!,
      name: row.member_name!,
      departments: row.departments!.map(Number),
    },
  };
}
