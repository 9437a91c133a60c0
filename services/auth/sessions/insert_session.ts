import type { TransactionSql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import { type RandomBytes, randomSecret, uuidV7 } from "packages/platform/random.ts";
import {
  IDLE_SECONDS_LONG,
  IDLE_SECONDS_SHORT,
  refreshExpiry,
  SESSION_LIFETIME_MS,
} from "services/auth/domain/refresh.ts";
import type { OpenSession, SessionOwner } from "services/auth/domain/session.ts";
import { insertToken } from "services/auth/sessions/refresh_tokens.ts";

/** Inserts a session with its first refresh token; `undefined` when the attempt already has a session. */
export async function insertSession(
  tx: TransactionSql,
  { clock, randomBytes }: { clock: Clock; randomBytes: RandomBytes },
  owner: SessionOwner,
  options: { attemptId?: string; remember: boolean },
): Promise<OpenSession | undefined> {
  const now = clock.now();
  const sessionId = uuidV7(clock, randomBytes);
  const idleSeconds = options.remember ? IDLE_SECONDS_LONG : IDLE_SECONDS_SHORT;
  const endsAt = now + SESSION_LIFETIME_MS;
  const member = owner.kind === "member" ? owner.member : undefined;
  const row = {
    session_id: sessionId,
    corp_id: member?.corpId ?? null,
    user_id: member?.userId ?? null,
    account_name: owner.kind === "account" ? owner.name : null,
    attempt_id: options.attemptId ?? null,
    rotation_key: randomBytes(32),
    idle_seconds: idleSeconds,
    created_at: new Date(now),
    ends_at: new Date(endsAt),
  };
  // One session per attempt: this decides which of several redemptions succeeds.
  const inserted = await tx`
    insert into auth.sessions ${tx(row)} on conflict (attempt_id) do nothing returning session_id`;
  if (inserted.length === 0) return undefined;
  const refreshToken = randomSecret(randomBytes);
  const refreshExpiresAt = refreshExpiry(now, idleSeconds, endsAt);
  await insertToken(tx, sessionId, refreshToken, now, refreshExpiresAt);
  return { sessionId, owner, refreshToken, refreshExpiresAt, remember: options.remember };
}
