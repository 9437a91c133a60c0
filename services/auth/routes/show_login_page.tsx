import { createRoute, z } from "@hono/zod-openapi";
import type { Flow } from "packages/login/attempt.ts";
import { defaultApp } from "packages/wecom_apps/config.ts";
import { setCookies } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { limitedAddress } from "packages/platform/http/client_ip.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { forwardUrl } from "services/auth/domain/redirect_target.ts";
import { LoginPage } from "services/auth/pages/login_page.tsx";
import { restoreSession } from "services/auth/sessions/restore_session.ts";
import { redirectSchema } from "services/auth/routes/schemas.ts";
import { NEW_ATTEMPTS, startLoginAttempt } from "services/auth/start_attempt.ts";

const route = createRoute({
  method: "get",
  path: "/login",
  summary: "The sign-in page",
  request: {
    query: z.object({
      redirect: redirectSchema.catch("/").default("/").openapi({ type: "string" }),
      app: z.string().max(32).optional(),
      flow: z.literal("hosted").optional().catch(undefined).openapi({ type: "string" }),
      signed_out: z.string().optional(),
      renew: z.string().optional().openapi({
        description: "Set when a page has refused the access token: sent on with a new one only.",
      }),
    }),
  },
  responses: { 200: PAGE, 303: { description: "To WeCom, or on when signed in already." } },
});

/** `GET /login`. Also the app's home page, so inside WeCom it redirects to WeCom's OAuth at once. */
export function showLoginPageRoute(app: App, deps: AuthDeps): void {
  app.route({ access: "public", page: true }, route, async (c) => {
    const { redirect, flow, signed_out, renew, app: asked } = c.req.valid("query");
    const destination = forwardUrl(redirect, deps.addresses);
    if (await restoreSession(c, deps, renew !== undefined)) return c.redirect(destination, 303);

    const appName = asked ?? defaultApp(deps.apps)?.name;
    const startWith = flow ?? (isInsideWecom(c) ? "inapp" : undefined);
    if (startWith !== undefined && appName !== undefined && signed_out === undefined) {
      return await goToWecom(c, deps, { flow: startWith, app: appName, redirect });
    }
    return deps.renderPage(
      c,
      <LoginPage
        app={appName}
        redirect={redirect}
        destination={destination}
        accounts={await deps.accounts.any()}
        simulated={isLoopbackHost(new URL(deps.addresses.wecomOauthUrl).hostname)}
        signedOut={signed_out !== undefined}
      />,
    );
  });
}

async function goToWecom(
  c: HttpContext,
  deps: AuthDeps,
  choices: { flow: Flow; app: string; redirect: string },
) {
  await deps.limiter.count(NEW_ATTEMPTS, limitedAddress(c.get("clientIp")));
  const { loginUrl, cookies } = await startLoginAttempt(c, deps, choices);
  setCookies(c, cookies);
  c.header("cache-control", "no-store");
  return c.redirect(loginUrl, 303);
}

function isInsideWecom(c: HttpContext): boolean {
  return /\bwxwork\//i.test(c.req.header("user-agent") ?? "");
}
