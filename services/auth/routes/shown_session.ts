import type { AuthDeps } from "services/auth/deps.ts";
import { REFRESH_COOKIE } from "services/auth/sessions/issue_tokens.ts";
import type { ShownSession } from "services/auth/sessions/restore_session.ts";

/** The session that a request carries, as `restoreSession` needs it. */
export async function shownSession(
  request: Request,
  { authenticator, cookies }: Pick<AuthDeps, "authenticator" | "cookies">,
): Promise<ShownSession> {
  return {
    hasValidToken: await authenticator.identify(request) !== undefined,
    refreshToken: cookies.read(request, REFRESH_COOKIE),
  };
}
