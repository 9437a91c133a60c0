import { setCookies } from "packages/platform/http/response.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { REFRESH_COOKIE } from "services/auth/sessions/issue_tokens.ts";

/**
 * Whether the browser of this page request is signed in. When only its access token is over, the session is
 * refreshed in passing: the new cookies go with the answer. Any link can lead here, which does no harm: tabs that come
 * at once get the same successor, and other sites' requests but for plain navigation carry no cookies (SameSite=Lax).
 * @param isTokenRefused another service has just refused the access token: then only a new one counts
 */
export async function restoreSession(
  c: HttpContext,
  deps: AuthDeps,
  isTokenRefused = false,
): Promise<boolean> {
  if (!isTokenRefused && await deps.authenticator.identify(c.req.raw) !== undefined) return true;
  const token = deps.cookies.read(c.req.raw, REFRESH_COOKIE);
  const session = token === undefined ? undefined : await deps.sessions.refresh(token);
  if (session === undefined) return false;
  const { cookies } = await deps.grants.grant(session);
  setCookies(c, cookies);
  return true;
}
