import type { Sql } from "postgres";
import type { AttemptStore } from "packages/login/attempt_store.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { WecomApp } from "packages/wecom_apps/config.ts";
import type { Health } from "packages/platform/health.ts";
import type { Authenticator } from "packages/platform/http/access.ts";
import type { Cookies } from "packages/platform/http/cookies.ts";
import type { RateLimiter } from "packages/platform/http/rate_limit.ts";
import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import type { RenderPage } from "packages/ui/render_page.tsx";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { SigningKeys } from "services/auth/domain/signing_keys.ts";
import type { SessionTokens } from "services/auth/sessions/issue_tokens.ts";
import type { AccountStore } from "services/auth/sessions/account_store.ts";
import type { SessionStore } from "services/auth/sessions/session_store.ts";
import type { RedirectWatch } from "services/auth/waiting/redirect_watch.ts";
import type { AttemptWaiters } from "services/auth/waiting/attempt_waiters.ts";

/** Addresses as browsers and WeCom see them. */
export interface Addresses {
  readonly publicUrl: string;
  readonly frontendUrl: string;
  readonly redirectUri: string;
  readonly wecomLoginUrl: string;
  readonly wecomOauthUrl: string;
  /** Whether this deployment serves a path on `publicUrl`; all other paths belong to the company's front end. */
  readonly isOurPath: (path: string) => boolean;
}

/** The dependencies of the routes of `auth`, created once in `service.ts`. */
export interface AuthDeps {
  readonly sql: Sql;
  /** `TZ_DISPLAY`. */
  readonly timeZone: string;
  readonly apps: ReadonlyMap<string, WecomApp>;
  /** The same apps, each with its WeCom client. */
  readonly clients: ReadonlyMap<string, AppClient>;
  readonly addresses: Addresses;
  readonly attempts: AttemptStore;
  readonly waiters: AttemptWaiters;
  readonly redirects: RedirectWatch;
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
  readonly tokens: SessionTokens;
  readonly keys: SigningKeys;
  readonly authenticator: Authenticator;
  readonly limiter: RateLimiter;
  readonly cookies: Cookies;
  readonly renderPage: RenderPage;
  readonly health: Health;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
}
