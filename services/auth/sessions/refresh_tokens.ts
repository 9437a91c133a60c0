import type { TransactionSql } from "postgres";
import { sha256Hex } from "packages/platform/encoding.ts";

/** A refresh token with its session and, unless the session is an account's, the member. */
export interface TokenRow {
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

/** Stores a refresh token: only its hash. `now` and `expiresAt` in milliseconds. */
export async function insertToken(
  tx: TransactionSql,
  sessionId: string,
  token: string,
  now: number,
  expiresAt: number,
): Promise<void> {
  const row = {
    token_hash: sha256Hex(token),
    session_id: sessionId,
    issued_at: new Date(now),
    expires_at: new Date(expiresAt),
  };
  await tx`insert into auth.refresh_tokens ${tx(row)}`;
}

/** Reads a refresh token by its hash and locks it and its session until the transaction ends. */
export async function readToken(tx: TransactionSql, hash: string): Promise<TokenRow | undefined> {
  const [row] = await tx<TokenRow[]>`
    select t.session_id, t.expires_at, t.replaced_at, s.rotation_key, s.idle_seconds, s.ends_at, s.revoked_at,
      s.account_name, s.corp_id, s.user_id, m.name as member_name, m.departments, m.disabled_at
    from auth.refresh_tokens t
    join auth.sessions s using (session_id)
    left join auth.members m using (corp_id, user_id)
    where t.token_hash = ${hash} for update of t, s`;
  return row;
}
