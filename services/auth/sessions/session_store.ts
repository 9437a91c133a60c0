import type { Sql, TransactionSql } from "postgres";
import type { Identity, LoginAttempt } from "packages/login/attempt.ts";
import type { Clock } from "packages/platform/clock.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import type { Webhooks } from "packages/webhooks/webhooks.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { OpenSession } from "services/auth/domain/session.ts";
import { insertSession } from "services/auth/sessions/insert_session.ts";
import { revokeSession } from "services/auth/sessions/revoke_session.ts";
import { rotateRefreshToken } from "services/auth/sessions/rotate_refresh_token.ts";

/** Sessions and their rotating refresh tokens in PostgreSQL. `because` is stored as the reason of the end. */
export interface SessionStore {
  /**
   * Opens the session of a redeemed attempt and stores the member. `consumeAttempt` runs inside the transaction: when it
   * resolves to false, the transaction is rolled back and the result is `undefined`, as when the attempt already has a
   * session. A member who was disabled after the attempt was created stays disabled, and the session cannot be
   * refreshed: WeCom may have returned the member before the change.
   */
  openForMember(
    member: Identity,
    attempt: Pick<LoginAttempt, "sessionId" | "createdAt" | "app" | "flow">,
    consumeAttempt: () => Promise<boolean>,
  ): Promise<OpenSession | undefined>;
  /** Opens a session of a local account. */
  openForAccount(name: string, remember: boolean): Promise<OpenSession>;
  /**
   * Replaces a refresh token by its successor; `undefined` when the token is unknown or expired, or was replaced more
   * than 30 seconds ago, which ends the session.
   */
  refresh(token: string): Promise<OpenSession | undefined>;
  /** Whether a session exists and has not been ended. */
  isOpen(sessionId: string): Promise<boolean>;
  /** Ends a session; an ended session does not change. */
  revoke(sessionId: string, because: string): Promise<void>;
  /** Ends the session of a refresh token; an unknown token changes nothing. */
  revokeByToken(token: string, because: string): Promise<void>;
  /**
   * Ends all sessions of a member, who stays disabled until the next login; returns how many ended. An unknown member
   * changes nothing.
   */
  disableMember(member: Pick<Identity, "corpId" | "userId">, because: string): Promise<number>;
}

/** Sessions in the schema `auth`; see {@link SessionStore}. */
export function createSessionStore(
  deps: { sql: Sql; clock: Clock; randomBytes: RandomBytes; webhooks: Webhooks },
): SessionStore {
  const { sql, clock, webhooks } = deps;
  return {
    async openForMember(member, attempt, consumeAttempt) {
      return await sql.begin(async (tx) => {
        await insertMember(tx, member, clock.now());
        const opened = await insertSession(tx, deps, { kind: "member", member }, {
          attemptId: attempt.sessionId,
          remember: true,
        });
        if (opened === undefined || !await consumeAttempt()) throw new AttemptTaken();
        const { app, flow } = attempt;
        await webhooks.emit(tx, "member.signed_in", { ...member, app, flow });
        // Last, because it locks the member's row: other logins of the member must not wait for Redis.
        await updateMember(tx, member, attempt.createdAt, clock.now());
        return opened;
      }).catch((error) => {
        if (error instanceof AttemptTaken) return undefined;
        throw error;
      });
    },

    async openForAccount(name, remember) {
      const opened = await sql.begin((tx) =>
        insertSession(tx, deps, { kind: "account", name }, { remember })
      );
      return opened!;
    },

    refresh: (token) => rotateRefreshToken(deps, token),

    async isOpen(sessionId) {
      const rows = await sql`
        select from auth.sessions where session_id = ${sessionId} and revoked_at is null`;
      return rows.length === 1;
    },

    revoke: (sessionId, because) => revokeSession(sql, sessionId, because, clock.now()),

    async revokeByToken(token, because) {
      const hash = sha256Hex(token);
      const [row] = await sql<{ session_id: string }[]>`
        select session_id from auth.refresh_tokens where token_hash = ${hash}`;
      if (row) await revokeSession(sql, row.session_id, because, clock.now());
    },

    async disableMember({ corpId, userId }, because) {
      const now = new Date(clock.now());
      return await sql.begin(async (tx) => {
        await tx`update auth.members set disabled_at = ${now}
          where corp_id = ${corpId} and user_id = ${userId} and disabled_at is null`;
        const { count } = await tx`
          update auth.sessions set revoked_at = ${now}, revoked_because = ${because}
          where corp_id = ${corpId} and user_id = ${userId} and revoked_at is null`;
        return count;
      });
    },
  };
}

/** Thrown to roll back the transaction: another request has redeemed the attempt. */
class AttemptTaken extends Error {}

/** Does not lock the row of a member who is stored already. */
async function insertMember(tx: TransactionSql, member: Identity, nowMs: number): Promise<void> {
  const now = new Date(nowMs);
  const row = {
    corp_id: member.corpId,
    user_id: member.userId,
    name: member.name,
    departments: member.departments,
    first_login_at: now,
    last_login_at: now,
  };
  await tx`insert into auth.members ${tx(row)} on conflict (corp_id, user_id) do nothing`;
}

async function updateMember(
  tx: TransactionSql,
  { corpId, userId, name, departments }: Identity,
  attemptedAtMs: number,
  nowMs: number,
): Promise<void> {
  await tx`
    update auth.members set name = ${name}, departments = ${[...departments]},
      last_login_at = ${new Date(nowMs)},
      disabled_at = case when disabled_at > ${new Date(attemptedAtMs)} then disabled_at end
    where corp_id = ${corpId} and user_id = ${userId}`;
}
