import type { AuthDeps } from "services/auth/deps.ts";

/** What a browser sends of its session. */
export interface ShownSession {
  /** Whether its access token is valid. False also when another service has just refused the token. */
  readonly hasValidToken: boolean;
  readonly refreshToken: string | undefined;
}

/**
 * Keeps a browser signed in: when its access token is not valid, the session is refreshed. Any link can lead to this,
 * which is safe: several tabs at once get the same successor, and requests from other sites carry cookies only for plain
 * navigation (SameSite=Lax).
 * @returns Set-Cookie values, none while the access token is valid; `undefined` when the browser is not signed in
 */
export async function restoreSession(
  { sessions, tokens }: Pick<AuthDeps, "sessions" | "tokens">,
  { hasValidToken, refreshToken }: ShownSession,
): Promise<readonly string[] | undefined> {
  if (hasValidToken) return [];
  const session = refreshToken === undefined ? undefined : await sessions.refresh(refreshToken);
  return session === undefined ? undefined : (await tokens.issue(session)).cookies;
}
