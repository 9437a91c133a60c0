import { createRoute } from "@hono/zod-openapi";
import { setCookies } from "packages/platform/http/response.ts";
import { ACCESS_COOKIE } from "packages/platform/http/access.ts";
import type { App } from "packages/platform/http/app.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { REFRESH_COOKIE } from "services/auth/sessions/issue_tokens.ts";

const route = createRoute({
  method: "post",
  path: "/api/auth/logout",
  summary: "End the session",
  description:
    "Ends it for good, also when the access token is over. A form gets a redirect to the sign-in page.",
  responses: { 204: { description: "Signed out." }, 303: { description: "To the sign-in page." } },
});

/** `POST /api/auth/logout` */
export function logoutRoute(app: App, deps: AuthDeps): void {
  app.route({ access: "public" }, route, async (c) => {
    const principal = await deps.authenticator.identify(c.req.raw);
    if (principal !== undefined) await deps.sessions.revoke(principal.sessionId, "signed_out");
    const token = deps.cookies.read(c.req.raw, REFRESH_COOKIE);
    if (token !== undefined) await deps.sessions.revokeByToken(token, "signed_out");
    // Another site's form arrives without them (SameSite=Lax), and must not take them from the browser.
    const shown = token ?? deps.cookies.read(c.req.raw, ACCESS_COOKIE);
    if (shown !== undefined) setCookies(c, deps.grants.clear());
    const isForm = c.req.header("content-type")?.startsWith("application/x-www-form-urlencoded");
    return isForm
      ? c.redirect(`${deps.addresses.publicUrl}/login?signed_out=1`, 303)
      : c.body(null, 204);
  });
}
