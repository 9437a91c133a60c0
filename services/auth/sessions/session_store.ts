import type { Sql, TransactionSql } from "postgres";
import type { Identity, LoginAttempt } from "packages/login/attempt.ts";
import type { Clock } from "packages/platform/clock.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import { disableMember } from "services/auth/sessions/disable_member.ts";
import { insertSession } from "services/auth/sessions/insert_session.ts";
import { pruneSessions } from "services/auth/sessions/prune_sessions.ts";
import { refreshSession } from "services/auth/sessions/rotate_refresh_token.ts";
import { revokeSession } from "services/auth/sessions/revoke_session.ts";

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
   * Opens the session of a redeemed attempt and stores the member. `consumeAttempt` runs inside the transaction: when it
   * resolves to false, nothing has happened and the result is `undefined`. Who was disabled since the attempt began
   * stays so, and the session with them: WeCom may have known them better when it was asked.
   */
  openForMember(
    member: Identity,
    attempt: Pick<LoginAttempt, "sessionId" | "createdAt">,
    consumeAttempt: () => Promise<boolean>,
  ): Promise<OpenSession | undefined>;
  openForAccount(name: string, remember: boolean): Promise<OpenSession>;
  /** Uses a refresh token up; `undefined` when it is unknown, over, or was used before (which ends its session). */
  refresh(token: string): Promise<OpenSession | undefined>;
  /** Ends a session; nothing happens when it has ended already. */
  revoke(sessionId: string, because: string): Promise<void>;
  revokeByToken(token: string, because: string): Promise<void>;
  /** Ends all sessions of a member, who stays disabled until the next login; returns how many ended. */
  disableMember(
    member: Pick<Identity, "corpId" | "userId">,
    because: string,
  ): Promise<number>;
  /** Deletes all that is over, in batches that lock little; returns how many sessions went. */
  prune(): Promise<number>;
}

/** See {@link SessionStore}. */
export function createSessionStore(
  deps: { sql: Sql; clock: Clock; randomBytes: RandomBytes },
): SessionStore {
  const { sql, clock } = deps;
  return {
    async openForMember(member, attempt, consumeAttempt) {
      return await sql.begin(async (tx) => {
        await upsertMember(tx, member, attempt.createdAt, clock.now());
        const opened = await insertSession(tx, deps, { kind: "member", member }, {
          attemptId: attempt.sessionId,
          remember: true,
        });
        if (opened === undefined || !await consumeAttempt()) throw new AttemptTaken();
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

    refresh: (token) => refreshSession(deps, token),
    revoke: (sessionId, because) => revokeSession(sql, sessionId, because, clock.now()),

    async revokeByToken(token, because) {
      const rows = await sql<{ session_id: string }[]>`
        select session_id from auth.refresh_tokens where token_hash = ${sha256Hex(token)}`;
      if (rows[0]) await revokeSession(sql, rows[0].session_id, because, clock.now());
    },

    disableMember: (member, because) => disableMember(sql, member, because, clock.now()),
    prune: () => pruneSessions(sql, clock.now()),
  };
}

class AttemptTaken extends Error {}

async function upsertMember(
  tx: TransactionSql,
  member: Identity,
  attemptedAt: number,
  now: number,
): Promise<void> {
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
      last_login_at = excluded.last_login_at,
      disabled_at = case when members.disabled_at > ${new Date(
    attemptedAt,
  )} then members.disabled_at end`;
}
