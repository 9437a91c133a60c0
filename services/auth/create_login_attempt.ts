import { ATTEMPT_LIFETIME_MS, type Flow, type LoginAttempt } from "packages/login/attempt.ts";
import type { StoredAttempt } from "packages/login/attempt_store.ts";
import { bindingCookieName, isBindingCookieName } from "packages/login/binding.ts";
import { loginError } from "packages/login/errors.ts";
import { createAttempt } from "packages/login/transitions.ts";
import { defaultApp, type WecomApp } from "packages/wecom_apps/config.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import type { RateLimit } from "packages/platform/http/rate_limit.ts";
import type { Lang } from "packages/platform/lang.ts";
import { randomHex, randomSecret } from "packages/platform/random.ts";
import { hostedLoginUrl, inAppLoginUrl } from "packages/wecom/login_url.ts";
import type { AuthDeps } from "services/auth/deps.ts";

/**
 * New attempts per address, counted by every route that creates one. An office of 300 people signs in within a minute,
 * each with two tries. One attempt takes about 1 KB of Redis for at most 11 minutes.
 */
export const NEW_ATTEMPTS: RateLimit = { name: "qrcode", max: 600, windowMs: 60_000 };

/** Binding cookies of a browser: it keeps the newest ones. */
export const BINDINGS_MAX = 8;
/** Cookies that one answer deletes: proxies refuse an answer whose headers are larger than 4 KB, such as nginx. */
const DELETIONS_MAX = 8;
const USER_AGENT_LENGTH_MAX = 256;
/** The cookie is kept a little longer than the attempt, so that the browser can still read how it ended. */
const COOKIE_GRACE_SECONDS = 120;

/** What the caller chooses. */
export interface AttemptChoices {
  readonly flow: Flow;
  /** Name of the WeCom app; default: the default app. */
  readonly app?: string | undefined;
  /** Path to go to after signing in. */
  readonly redirect: string;
  /** S256 of a verifier (RFC 7636), for clients that bind without the cookie. */
  readonly codeChallenge?: string | undefined;
}

/** The browser that creates an attempt. */
export interface AttemptRequester {
  readonly ip: string;
  readonly userAgent: string;
  /** Language of WeCom's login page. */
  readonly lang: Lang;
  /** Plain names of the binding cookies that the browser has already, oldest first. */
  readonly bindings: readonly string[];
}

/** A stored attempt, WeCom's address for it, and the Set-Cookie values that bind the browser to it. */
export interface CreatedAttempt {
  readonly stored: StoredAttempt;
  readonly loginUrl: string;
  readonly cookies: readonly string[];
}

type Deps = Pick<
  AuthDeps,
  "apps" | "attempts" | "redirects" | "addresses" | "cookies" | "clock" | "randomBytes" | "log"
>;

/**
 * Creates a login attempt that belongs to one browser.
 * @throws AppError `login_not_configured` or `login_app_unknown` when there is no such app
 */
export async function createLoginAttempt(
  deps: Deps,
  choices: AttemptChoices,
  requester: AttemptRequester,
): Promise<CreatedAttempt> {
  const app = findApp(deps.apps, choices.app);
  const binding = randomSecret(deps.randomBytes);
  const attempt = createAttempt({
    ...choices,
    app: app.name,
    sessionId: randomHex(deps.randomBytes, 16),
    state: randomHex(deps.randomBytes, 16),
    bindingHash: sha256Hex(binding),
    requester: {
      ip: requester.ip,
      userAgent: requester.userAgent.slice(0, USER_AGENT_LENGTH_MAX),
    },
  }, deps.clock.now());
  const stored = await deps.attempts.create(attempt);
  deps.log.info("login_attempt_created", { flow: attempt.flow, app: app.name });
  deps.redirects.sent(attempt);
  return {
    stored,
    loginUrl: loginUrlOf(app, attempt, deps.addresses, requester.lang),
    cookies: bindingCookies(deps.cookies, attempt, binding, requester.bindings),
  };
}

function findApp(apps: ReadonlyMap<string, WecomApp>, name: string | undefined): WecomApp {
  if (apps.size === 0) throw loginError("login_not_configured");
  const app = name === undefined ? defaultApp(apps) : apps.get(name);
  if (app === undefined) throw loginError("login_app_unknown");
  return app;
}

/** WeCom's address for an attempt: where the browser goes, or what the QR code holds (own). */
export function loginUrlOf(
  { corpId, agentId }: WecomApp,
  { flow, state }: Pick<LoginAttempt, "flow" | "state">,
  addresses: AuthDeps["addresses"],
  lang: Lang,
): string {
  const options = { corpId, agentId, state, redirectUri: addresses.redirectUri };
  return flow === "hosted"
    ? hostedLoginUrl({ ...options, baseUrl: addresses.wecomLoginUrl, lang })
    : inAppLoginUrl({ ...options, baseUrl: addresses.wecomOauthUrl });
}

/**
 * Sets the new binding and deletes the oldest ones when the browser has too many. Other sites of the same domain can plant
 * any number of cookies; those with names that are not ours are left alone.
 */
function bindingCookies(
  cookies: AuthDeps["cookies"],
  { sessionId, flow }: LoginAttempt,
  binding: string,
  present: readonly string[],
): string[] {
  const ours = present.filter(isBindingCookieName);
  const surplus = ours.slice(0, Math.max(0, ours.length - (BINDINGS_MAX - 1)))
    .slice(0, DELETIONS_MAX);
  return [
    ...surplus.map((name) => cookies.clear(name)),
    cookies.write(bindingCookieName(sessionId), binding, {
      maxAgeSeconds: ATTEMPT_LIFETIME_MS[flow] / 1000 + COOKIE_GRACE_SECONDS,
    }),
  ];
}
