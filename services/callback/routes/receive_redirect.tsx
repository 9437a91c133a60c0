import { createRoute, z } from "@hono/zod-openapi";
import { statusAt } from "packages/login/attempt.ts";
import { ATTEMPT_LIMITS, REFUSED_REDIRECTS } from "packages/login/attempt_limits.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { bindingCookieName, isBound } from "packages/login/binding.ts";
import type { App } from "packages/platform/http/app.ts";
import { isSameNetwork } from "packages/platform/http/client_ip.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { setCookies } from "packages/platform/http/response.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import type { CallbackDeps } from "services/callback/deps.ts";
import type { Exchanged } from "services/callback/login/exchange_code.ts";
import { phoneOutcomeOf } from "services/callback/login/phone_outcome.ts";
import { readPhoneSecret, writePhoneCookie } from "services/callback/login/phone_secret.ts";
import { ClosingPage } from "services/callback/pages/closing_page.tsx";
import { ConfirmPage } from "services/callback/pages/confirm_page.tsx";
import { RefusedPage } from "services/callback/pages/refused_page.tsx";
import { exchangeRedirect } from "services/callback/routes/exchange_redirect.ts";

// WeCom may add other parameters. A changed or malformed `state` is treated as unknown.
const querySchema = z.object({
  code: z.string().max(512).optional(),
  state: z.string().max(128),
  appid: z.string().max(64).optional(),
});
/** Built once: a schema costs more than many parses. */
const receivedSchema = querySchema.catch({ state: "" });

function routeAt<P extends string>(path: P) {
  return createRoute({
    method: "get",
    path,
    summary: "The redirect from WeCom, in the browser or on the phone",
    request: { query: querySchema.partial() },
    responses: { 200: PAGE, 303: { description: "To /login/complete." }, 403: PAGE },
  });
}

/** `GET /api/auth/wecom/callback`: a cross-site redirect, in the desktop's browser or on the phone. */
export function receiveRedirectRoute(app: App, deps: CallbackDeps): void {
  const rules = {
    access: "public",
    page: true,
    limit: REFUSED_REDIRECTS,
    countedByHandler: [{ limit: ATTEMPT_LIMITS.redirect, per: "attempt" }],
    refuseHead: true,
  } as const;
  app.route(rules, routeAt("/api/auth/wecom/callback"), (c) => receive(c, deps));
}

/** `GET /api/v1/wechat/oauth`: the same with a state; without a state, a redirect to the sign-in page. */
export function receiveOauthRoute(app: App, deps: CallbackDeps): void {
  const rules = {
    access: "public",
    page: true,
    limit: REFUSED_REDIRECTS,
    countedByHandler: [{ limit: ATTEMPT_LIMITS.redirect, per: "attempt" }],
    refuseHead: true,
  } as const;
  app.route(rules, routeAt("/api/v1/wechat/oauth"), async (c) => {
    if (c.req.query("state") === undefined) return c.redirect(`${deps.publicUrl}/login`, 303);
    return await receive(c, deps);
  });
}

async function receive(c: HttpContext, deps: CallbackDeps): Promise<Response> {
  const { code, state, appid } = receivedSchema.parse(c.req.query());
  const stored = await deps.attempts.readByState(state);
  if (stored === undefined || isOtherCorp(deps, stored, appid)) return refuse(c, deps);
  if (stored.attempt.flow === "own") return await answerPhone(c, deps, stored, code);
  return await answerBrowser(c, deps, stored, code);
}

/** The redirect contains the corp id. A code of another corp does not belong to this attempt (RFC 9700 section 4.4). */
function isOtherCorp(deps: CallbackDeps, stored: StoredAttempt, appid: string | undefined) {
  return appid !== undefined && appid !== deps.apps.get(stored.attempt.app)?.app.corpId;
}

/** Own QR: the redirect arrives on the phone, which does not have the desktop's cookie. */
async function answerPhone(
  c: HttpContext,
  deps: CallbackDeps,
  stored: StoredAttempt,
  code: string | undefined,
): Promise<Response> {
  await deps.limiter.count(ATTEMPT_LIMITS.redirect, stored.attempt.sessionId);
  const exchanged = await exchangeRedirect(c, deps, stored, code);
  if (exchanged === undefined) return showAgain(c, deps, stored);
  const { attempt } = exchanged;
  if (attempt.status === "confirming") return askForNumber(c, deps, exchanged);
  const outcome = attempt.status === "failed" ? attempt.reason! : "denied";
  return deps.renderPage(c, <ClosingPage outcome={outcome} />);
}

/** The same phone opens the page again: it gets the form, or how the attempt ended. */
function showAgain(c: HttpContext, deps: CallbackDeps, { attempt }: StoredAttempt): Response {
  const secret = readPhoneSecret(deps.cookies, c.req.raw, attempt);
  if (secret === undefined) return refuse(c, deps);
  const now = deps.clock.now();
  if (statusAt(attempt, now) === "confirming") return askForNumber(c, deps, { attempt, secret });
  const outcome = phoneOutcomeOf(attempt, now);
  return outcome === undefined
    ? refuse(c, deps)
    : deps.renderPage(c, <ClosingPage outcome={outcome} />);
}

function askForNumber(
  c: HttpContext,
  deps: CallbackDeps,
  { attempt, secret }: Exchanged,
): Response {
  setCookies(c, [writePhoneCookie(deps.cookies, attempt.sessionId, secret!)]);
  return deps.renderPage(
    c,
    <ConfirmPage
      memberName={attempt.identity!.name}
      attempt={attempt.sessionId}
      secret={secret!}
      choices={attempt.match!.choices}
      startedAt={attempt.createdAt}
      ip={attempt.requester.ip}
      sameNetwork={isSameNetwork(attempt.requester.ip, c.env.clientIp)}
      userAgent={attempt.requester.userAgent}
    />,
  );
}

/** Hosted and in-app: only the browser that started the attempt may use up the code. */
async function answerBrowser(
  c: HttpContext,
  deps: CallbackDeps,
  stored: StoredAttempt,
  code: string | undefined,
): Promise<Response> {
  const { attempt } = stored;
  const cookie = deps.cookies.read(c.req.raw, bindingCookieName(attempt.sessionId));
  if (!isBound(attempt, { cookie })) return refuse(c, deps);
  await deps.limiter.count(ATTEMPT_LIMITS.redirect, attempt.sessionId);
  // A second request skips the exchange. /login/complete shows the result of the first.
  if (statusAt(attempt, deps.clock.now()) === "pending") {
    await exchangeRedirect(c, deps, stored, code);
  }
  // Browsers keep the fragment of the previous URL when a redirect has none. The empty one removes WeCom's
  // #wechat_redirect, because the company's front end may use the fragment for routing.
  const fragment = attempt.flow === "inapp" ? "#" : "";
  const complete = `${deps.publicUrl}/login/complete?attempt=${attempt.sessionId}${fragment}`;
  return c.redirect(complete, 303);
}

function refuse(c: HttpContext, deps: CallbackDeps): Response {
  return deps.renderPage(c, <RefusedPage />, { status: 403 });
}
