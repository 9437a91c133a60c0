import type { App } from "packages/platform/http/app.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { completeLoginRoute } from "services/auth/routes/complete_login.tsx";
import { createLoginAttemptRoute } from "services/auth/routes/create_login_attempt.ts";
import { listAuditRoute } from "services/auth/routes/list_audit.ts";
import { showAuditRoute } from "services/auth/routes/show_audit.tsx";
import { getHealthRoute } from "services/auth/routes/get_health.ts";
import { getJssdkConfigRoute } from "services/auth/routes/get_jssdk_config.ts";
import { getJwksRoute } from "services/auth/routes/get_jwks.ts";
import { getLoginStatusRoute } from "services/auth/routes/get_login_status.ts";
import { getMeRoute } from "services/auth/routes/get_me.ts";
import { loginWithAccountRoute } from "services/auth/routes/login_with_account.ts";
import { logoutRoute } from "services/auth/routes/logout.ts";
import { pollLoginAttemptRoute } from "services/auth/routes/poll_login_attempt.ts";
import { redeemLoginAttemptRoute } from "services/auth/routes/redeem_login_attempt.ts";
import { refreshSessionRoute } from "services/auth/routes/refresh_session.ts";
import { showLoginPageRoute } from "services/auth/routes/show_login_page.tsx";
import { showConsoleRoute } from "services/auth/routes/show_console.tsx";
import { showReferenceIndexRoute } from "services/auth/routes/show_reference_index.tsx";
import { streamLoginEventsRoute } from "services/auth/routes/stream_login_events.ts";

/** Mounts every route of `auth`, in the order in which a login calls them. */
export function addAuthRoutes(app: App, deps: AuthDeps): void {
  showLoginPageRoute(app, deps);
  createLoginAttemptRoute(app, deps);
  pollLoginAttemptRoute(app, deps);
  getLoginStatusRoute(app, deps);
  streamLoginEventsRoute(app, deps);
  completeLoginRoute(app, deps);
  redeemLoginAttemptRoute(app, deps);
  loginWithAccountRoute(app, deps);
  refreshSessionRoute(app, deps);
  logoutRoute(app, deps);
  getMeRoute(app, deps);
  getJssdkConfigRoute(app, deps);
  showConsoleRoute(app, deps);
  listAuditRoute(app, deps);
  showAuditRoute(app, deps);
  showReferenceIndexRoute(app, deps);
  getJwksRoute(app, deps);
  getHealthRoute(app, deps);
}
