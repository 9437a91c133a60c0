import type { Sql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import {
  decideRefresh,
  IDLE_SECONDS_LONG,
  refreshExpiry,
  successorOf,
} from "services/auth/domain/refresh.ts";
import type { OpenSession, SessionOwner } from "services/auth/domain/session.ts";
import { insertToken, readToken, type TokenRow } from "services/auth/sessions/refresh_tokens.ts";
import { revokeSession } from "services/auth/sessions/revoke_session.ts";

/**
 * Replaces a refresh token by its successor. `undefined` when the token is unknown or expired, or was replaced more than
 * 30 seconds ago: then the session ends.
 */
export async function rotateRefreshToken(
  { sql, clock }: { sql: Sql; clock: Clock },
  token: string,
): Promise<OpenSession | undefined> {
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
    if (decision === "reuse") await revokeSession(tx, row.session_id, "refresh_token_reused", now);
    if (decision === "reuse" || decision === "ended") return undefined;
    const successor = successorOf(token, row.rotation_key);
    const expiresAt = refreshExpiry(now, row.idle_seconds, row.ends_at.getTime());
    if (decision === "rotate") {
      const replacedAt = new Date(now);
      await tx`update auth.refresh_tokens set replaced_at = ${replacedAt} where token_hash = ${hash}`;
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
}

function ownerOf(row: TokenRow): SessionOwner {
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
