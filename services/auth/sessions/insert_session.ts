import type { TransactionSql } from "postgres";
import type { Clock } from "packages/platform/clock.ts";
import { type RandomBytes, randomSecret, uuidV7 } from "packages/platform/random.ts";
import {
  IDLE_SECONDS_LONG,
  IDLE_SECONDS_SHORT,
  refreshExpiry,
  SESSION_LIFETIME_MS,
} from "services/auth/domain/refresh.ts";
import { insertToken } from "services/auth/sessions/refresh_tokens.ts";
import type { OpenSession, Owner } from "services/auth/sessions/session_store.ts";

/** Inserts a session with its first refresh token; `undefined` when its attempt has one already. */
export async function insertSession(
  tx: TransactionSql,
  { clock, randomBytes }: { clock: Clock; randomBytes: RandomBytes },
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
