import { createRoute, z } from "@hono/zod-openapi";
import type { Flow } from "packages/login/attempt.ts";
import { defaultApp } from "packages/wecom_apps/config.ts";
import { setCookies } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { limitedAddress } from "packages/platform/http/client_ip.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";
import { createLoginAttempt, NEW_ATTEMPTS } from "services/auth/create_login_attempt.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { forwardUrl } from "services/auth/domain/redirect_target.ts";
import { LoginPage } from "services/auth/pages/login_page.tsx";
import { attemptRequester } from "services/auth/routes/attempt_requester.ts";
import { openScan } from "services/auth/routes/open_scan.ts";
import { redirectSchema } from "services/auth/routes/schemas.ts";
import { shownSession } from "services/auth/routes/shown_session.ts";
import { restoreSession } from "services/auth/sessions/restore_session.ts";

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
        description: "Set when a page has refused the access token: redirects only with a new one.",
      }),
    }),
  },
  responses: {
    200: PAGE,
    303: { description: "To WeCom, or to `redirect` when already signed in." },
  },
});

/** `GET /login`: also the app's home page in WeCom, so inside WeCom it redirects to WeCom's OAuth at once. */
export function showLoginPageRoute(app: App, deps: AuthDeps): void {
  const rules = {
    access: "public",
    page: true,
    countedByHandler: [{ limit: NEW_ATTEMPTS, per: "address" }],
  } as const;
  app.route(rules, route, async (c) => {
    const { redirect, flow, signed_out, renew, app: asked } = c.req.valid("query");
    const destination = forwardUrl(redirect, deps.addresses);
    const shown = await shownSession(c.req.raw, deps);
    // With `renew` a page has just refused the access token, so only a new one helps.
    const hasValidToken = shown.hasValidToken && renew === undefined;
    const restored = await restoreSession(deps, { ...shown, hasValidToken });
    if (restored !== undefined) {
      setCookies(c, restored);
      return c.redirect(destination, 303);
    }

    const appName = asked ?? defaultApp(deps.apps)?.name;
    const directFlow = flow ?? (isInsideWecom(c) ? "inapp" : undefined);
    if (directFlow !== undefined && appName !== undefined && signed_out === undefined) {
      return await goToWecom(c, deps, { flow: directFlow, app: appName, redirect });
    }
    const isPhone = isPhoneBrowser(c);
    const attempt = appName === undefined
      ? undefined
      : await openScan(c, deps, { app: appName, redirect, mayCreate: !isPhone });
    return deps.renderPage(
      c,
      <LoginPage
        app={appName}
        attempt={attempt}
        isPhone={isPhone}
        redirect={redirect}
        destination={destination}
        accounts={await deps.accounts.any()}
        simulated={isLoopbackHost(new URL(deps.addresses.wecomOauthUrl).hostname)}
        missingHost={appName !== undefined && deps.redirects.isMissing(appName)
          ? new URL(deps.addresses.redirectUri).host
          : undefined}
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
  await deps.limiter.count(NEW_ATTEMPTS, limitedAddress(c.env.clientIp));
  const { loginUrl, cookies } = await createLoginAttempt(
    { ...deps, log: c.env.log },
    choices,
    attemptRequester(c, deps.cookies),
  );
  setCookies(c, cookies);
  c.header("cache-control", "no-store");
  return c.redirect(loginUrl, 303);
}

/** A phone cannot scan its own screen. Tablets count as computers. */
function isPhoneBrowser(c: HttpContext): boolean {
  return /\bMobi/i.test(c.req.header("user-agent") ?? "") ||
    c.req.header("sec-ch-ua-mobile") === "?1";
}

function isInsideWecom(c: HttpContext): boolean {
  return /\bwxwork\//i.test(c.req.header("user-agent") ?? "");
}
