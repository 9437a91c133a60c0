import { NO_WEBHOOKS } from "packages/testkit/no_webhooks.ts";
import { createLocalJWKSet } from "jose";
import postgres from "postgres";
import type { Identity } from "packages/login/attempt.ts";
import { type AttemptStore, createAttemptStore } from "packages/login/attempt_store.ts";
import { SAMPLE_IDENTITY } from "packages/login/testing/sample_attempt.ts";
import { claim, confirm, type Step } from "packages/login/transitions.ts";
import { createHealth, type Health } from "packages/platform/health.ts";
import type { RateLimiter } from "packages/platform/http/rate_limit.ts";
import { createServiceApp } from "packages/platform/http/service_app.ts";
import { pickLang } from "packages/platform/lang.ts";
import { createLogger } from "packages/platform/log.ts";
import { type RandomBytes, systemRandomBytes } from "packages/platform/random.ts";
import { createFakeClock, type FakeClock } from "packages/testkit/fake_clock.ts";
import { createInMemoryTestRedis } from "packages/testkit/test_redis.ts";
import type { PageFrame } from "packages/ui/page_frame.ts";
import { createErrorRenderer } from "packages/ui/render_error.tsx";
import { createPageRenderer } from "packages/ui/render_page.tsx";
import { createTestFrame } from "packages/ui/testing/test_frame.ts";
import { wecomApps } from "packages/wecom_apps/config.ts";
import { createWecomApps } from "packages/wecom_apps/wecom_apps.ts";
import { addAuthRoutes } from "services/auth/app.ts";
import type { AuthDeps } from "services/auth/deps.ts";
import { createAccessTokenSigner } from "services/auth/domain/access_token.ts";
import {
  generateSigningKeys,
  importSigningKeys,
  parseKeySet,
} from "services/auth/domain/signing_keys.ts";
import { type AccountStore, createAccountStore } from "services/auth/sessions/account_store.ts";
import { createSessionTokens } from "services/auth/sessions/issue_tokens.ts";
import { createSessionStore, type SessionStore } from "services/auth/sessions/session_store.ts";
import { createRedirectWatch } from "services/auth/waiting/redirect_watch.ts";
import { createTestBrowser, type TestBrowser } from "services/auth/testing/test_browser.ts";
import {
  type AttemptWaiters,
  createAttemptWaiters,
} from "services/auth/waiting/attempt_waiters.ts";

export const PUBLIC_URL = "https://wecom.example.com";
export const FRONTEND_URL = "https://crm.example.com";
/** Where the configuration says that WeCom is. */
const WECOM_URL = "https://wecom.test";

const CONFIG = {
  PUBLIC_URL,
  FRONTEND_URL,
  TRUSTED_PROXY_HOPS: 0,
  RATE_LIMIT_FACTOR: 1,
  AUTH_JWKS_URL: `${PUBLIC_URL}/.well-known/jwks.json`,
};

const DEFAULT_APP = {
  WECOM_CORP_ID: SAMPLE_IDENTITY.corpId,
  WECOM_AGENT_ID: "1000002",
  WECOM_SECRET: "secret-of-the-app",
};
const NO_APP = { WECOM_CORP_ID: undefined, WECOM_AGENT_ID: undefined, WECOM_SECRET: undefined };

const keys = await importSigningKeys(parseKeySet(await generateSigningKeys(systemRandomBytes)));

/** The page frame of a request, in the language that it asks for. */
const frameOf = (request: Request, about: Pick<PageFrame, "member" | "requestId">): PageFrame => {
  const { pathname, search } = new URL(request.url);
  return createTestFrame({
    ...about,
    components: ["auth", "callback"],
    here: pathname + search,
    lang: pickLang(request),
  });
};

/** How one test's app differs from the others. */
export interface AuthAppOptions {
  /** A database with the tables of `auth`; default: none, and a route that queries it fails. */
  readonly sql?: postgres.Sql;
  /** WeCom's API; default: every call fails the test's request. */
  readonly fetch?: typeof globalThis.fetch;
  readonly randomBytes?: RandomBytes;
  /** Without a WeCom app scan login is not configured. */
  readonly hasApp?: boolean;
}

/** The routes of `auth` over their real stores and an in-memory Redis, called without a network. */
export interface AuthApp extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly attempts: AttemptStore;
  readonly waiters: AttemptWaiters;
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
  readonly health: Health;
  readonly limiter: RateLimiter;
  /** The log lines, parsed. */
  readonly log: Record<string, unknown>[];
  /** A browser without cookies at an address of its own. */
  browser(): TestBrowser;
  /** Writes a step of an attempt, as `callback` does. */
  advance(sessionId: string, ...steps: AttemptStep[]): Promise<void>;
  /** Confirms a hosted or in-app attempt, as `callback` does after the scan. */
  confirm(sessionId: string, identity?: Partial<Identity>): Promise<void>;
}

type AttemptStep = (attempt: Parameters<typeof claim>[0], now: number) => Step;

/** Builds the app; dispose it after the test. */
export async function createAuthApp(options: AuthAppOptions = {}): Promise<AuthApp> {
  const { randomBytes = systemRandomBytes, hasApp = true } = options;
  const clock = createFakeClock();
  const redis = createInMemoryTestRedis(clock);
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const log = createLogger({ level: "info", write });
  // Connects at the first query only.
  const sql = options.sql ?? postgres({ host: "127.0.0.1", port: 1, max: 1 });
  const { app, ...http } = createServiceApp({
    config: CONFIG,
    fetch: unreachable,
    keys: createLocalJWKSet({ keys: [...keys.publicKeys] }),
    counter: redis,
    clock,
    log,
    renderError: createErrorRenderer(frameOf),
  });
  const attempts = createAttemptStore({ redis, clock });
  const redirects = createRedirectWatch({ redirectUri: ADDRESSES.redirectUri, clock, log });
  const waiters = createAttemptWaiters({ redis, attempts, redirects, clock, log, max: 100 });
  const sessions = createSessionStore({ sql, clock, randomBytes, webhooks: NO_WEBHOOKS });
  const accounts = createAccountStore({ sql, clock });
  const health = createHealth();
  const stores = { attempts, waiters, redirects, sessions, accounts };
  const deps = { clock, randomBytes, log, health, ...stores, ...http };
  addAuthRoutes(app, {
    ...{ sql, timeZone: "Asia/Shanghai" },
    ...deps,
    ...wecomDeps(hasApp, options.fetch ?? unreachable, { clock, redis }),
    addresses: ADDRESSES,
    tokens: createSessionTokens({
      signer: createAccessTokenSigner({ keys, issuer: PUBLIC_URL, clock }),
      cookies: http.cookies,
      clock,
      operators: { operators: [], operatorDepartments: [], defaultCorpId: undefined },
    }),
    keys,
    renderPage: createPageRenderer(frameOf),
  });
  await waiters.start();

  async function advance(sessionId: string, ...steps: AttemptStep[]): Promise<void> {
    for (const step of steps) {
      const stored = await attempts.readBySession(sessionId);
      const next = stored && step(stored.attempt, clock.now());
      if (!stored || !next || await attempts.advance(stored, next) === undefined) {
        throw new Error("Cannot advance the attempt: its status does not allow this step");
      }
    }
  }

  let browsers = 0;
  return {
    ...deps,
    log: lines,
    browser: () => createTestBrowser(app, PUBLIC_URL, `198.51.100.${browsers += 1}`),
    advance,
    confirm: (sessionId, identity) =>
      advance(
        sessionId,
        claim,
        (attempt, now) => confirm(attempt, now, { ...SAMPLE_IDENTITY, ...identity }),
      ),
    async [Symbol.asyncDispose]() {
      await waiters.stop();
      await redis.close();
    },
  };
}

const ADDRESSES: AuthDeps["addresses"] = {
  publicUrl: PUBLIC_URL,
  frontendUrl: FRONTEND_URL,
  redirectUri: `${PUBLIC_URL}/api/auth/wecom/callback`,
  wecomLoginUrl: WECOM_URL,
  wecomOauthUrl: WECOM_URL,
  isOurPath: (path) => path === "/login" || path.startsWith("/console"),
};

function wecomDeps(
  hasApp: boolean,
  fetch: typeof globalThis.fetch,
  shared: Pick<Parameters<typeof createWecomApps>[0], "clock" | "redis">,
): Pick<AuthDeps, "apps" | "clients"> {
  const config = {
    ...hasApp ? DEFAULT_APP : NO_APP,
    WECOM_APPS_FILE: undefined,
    WECOM_API_URL: WECOM_URL,
  };
  return { apps: wecomApps(config), clients: createWecomApps({ config, fetch, ...shared }) };
}

function unreachable(): Promise<Response> {
  return Promise.reject(new TypeError("This test has no WeCom"));
}
