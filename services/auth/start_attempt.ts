import { ATTEMPT_LIFETIME_MS, type Flow, type LoginAttempt } from "packages/login/attempt.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { bindingCookieName } from "packages/login/binding.ts";
import { loginError } from "packages/login/errors.ts";
import { startAttempt } from "packages/login/transitions.ts";
import { defaultApp, type WecomApp } from "packages/wecom_apps/config.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import type { RateLimit } from "packages/platform/http/rate_limit.ts";
import { type Lang, pickLang } from "packages/platform/lang.ts";
import { randomHex, randomSecret } from "packages/platform/random.ts";
import { hostedLoginUrl, inAppLoginUrl } from "packages/wecom/login_url.ts";
import type { AuthDeps } from "services/auth/deps.ts";

/** Per address, whichever way attempts are started. */
export const NEW_ATTEMPTS: RateLimit = { name: "qrcode", max: 30, windowMs: 60_000 };

const BINDINGS_MAX = 8;
const USER_AGENT_LENGTH_MAX = 256;
/** The cookie outlives the attempt a little, so that its end can still be told. */
const COOKIE_GRACE_SECONDS = 120;

/** What a caller may choose. */
export interface AttemptChoices {
  readonly flow: Flow;
  /** By name; the default app unless said. */
  readonly app?: string | undefined;
  readonly redirect: string;
  readonly codeChallenge?: string | undefined;
}

/** A stored attempt, the address of WeCom for it, and the cookies that bind this browser to it. */
export interface StartedAttempt {
  readonly stored: StoredAttempt;
  readonly loginUrl: string;
  readonly cookies: readonly string[];
}

/**
 * Creates a login attempt that belongs to the browser of this request.
 * @throws AppError when no such app is set up
 */
export async function startLoginAttempt(
  c: HttpContext,
  deps: AuthDeps,
  choices: AttemptChoices,
): Promise<StartedAttempt> {
  const app = findApp(deps.apps, choices.app);
  const binding = randomSecret(deps.randomBytes);
  const attempt = startAttempt({
    ...choices,
    app: app.name,
    sessionId: randomHex(deps.randomBytes, 16),
    state: randomHex(deps.randomBytes, 16),
    bindingHash: sha256Hex(binding),
    requester: {
      ip: c.get("clientIp"),
      userAgent: (c.req.header("user-agent") ?? "").slice(0, USER_AGENT_LENGTH_MAX),
    },
  }, deps.clock.now());
  const stored = await deps.attempts.create(attempt);
  c.get("log").info("login_attempt_created", { flow: attempt.flow, app: app.name });
  return {
    stored,
    loginUrl: loginUrl(app, attempt, deps.addresses, pickLang(c.req.raw)),
    cookies: bindingCookies(c.req.raw, deps, attempt.sessionId, binding, choices.flow),
  };
}

function findApp(apps: ReadonlyMap<string, WecomApp>, name: string | undefined): WecomApp {
  if (apps.size === 0) throw loginError("login_not_configured");
  const app = name === undefined ? defaultApp(apps) : apps.get(name);
  if (app === undefined) throw loginError("login_app_unknown");
  return app;
}

function loginUrl(
  { corpId, agentId }: WecomApp,
  { flow, state }: LoginAttempt,
  addresses: AuthDeps["addresses"],
  lang: Lang,
): string {
  const options = { corpId, agentId, state, redirectUri: addresses.redirectUri };
  return flow === "hosted"
    ? hostedLoginUrl({ ...options, baseUrl: addresses.wecomLoginUrl, lang })
    : inAppLoginUrl({ ...options, baseUrl: addresses.wecomOauthUrl });
}

/** The new binding, and an end to the oldest ones when the browser holds too many. */
function bindingCookies(
  request: Request,
  { cookies }: AuthDeps,
  sessionId: string,
  binding: string,
  flow: Flow,
): string[] {
  const held = cookies.list(request, bindingCookieName("")).map(([name]) => name);
  const surplus = held.slice(0, Math.max(0, held.length - (BINDINGS_MAX - 1)));
  return [
    ...surplus.map((name) => cookies.clear(name)),
    cookies.write(bindingCookieName(sessionId), binding, {
      maxAgeSeconds: ATTEMPT_LIFETIME_MS[flow] / 1000 + COOKIE_GRACE_SECONDS,
    }),
  ];
}
