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
import type { TokenIssuance } from "services/auth/sessions/issue_tokens.ts";
import type { AccountStore } from "services/auth/sessions/account_store.ts";
import type { SessionStore } from "services/auth/sessions/session_store.ts";
import type { AttemptWaiters } from "services/auth/waiting/attempt_waiters.ts";

/** Where things are, as browsers and WeCom see them. */
export interface Addresses {
  readonly publicUrl: string;
  readonly frontendUrl: string;
  readonly redirectUri: string;
  readonly wecomLoginUrl: string;
  readonly wecomOauthUrl: string;
  /** Whether `auth` answers a path on `publicUrl`; any other is the company's front end's. */
  readonly isOurPath: (path: string) => boolean;
}

/** What the routes of `auth` work with; made once in `service.ts`. */
export interface AuthDeps {
  readonly apps: ReadonlyMap<string, WecomApp>;
  /** The same apps, each with what speaks to WeCom for it. */
  readonly clients: ReadonlyMap<string, AppClient>;
  readonly addresses: Addresses;
  readonly attempts: AttemptStore;
  readonly waiters: AttemptWaiters;
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
  readonly grants: TokenIssuance;
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
