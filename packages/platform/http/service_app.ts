import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import type { Clock } from "packages/platform/clock.ts";
import { type Authenticator, createAuthenticator } from "packages/platform/http/access.ts";
import { type App, type AppOptions, createApp } from "packages/platform/http/app.ts";
import { type Cookies, createCookies } from "packages/platform/http/cookies.ts";
import type { MachineToken } from "packages/platform/http/machine_tokens.ts";
import {
  type Counter,
  createRateLimiter,
  type RateLimiter,
} from "packages/platform/http/rate_limit.ts";
import type { Logger } from "packages/platform/log.ts";

/** The configuration of the HTTP side of every service. */
export interface HttpConfig {
  readonly PUBLIC_URL: string;
  readonly FRONTEND_URL: string;
  readonly TRUSTED_PROXY_HOPS: number;
  readonly RATE_LIMIT_FACTOR: number;
  readonly AUTH_JWKS_URL: string;
  readonly API_TOKENS_FILE?: readonly MachineToken[] | undefined;
}

/** The HTTP side of a service: its application and what its routes share. */
export interface ServiceApp {
  readonly app: App;
  readonly cookies: Cookies;
  readonly limiter: RateLimiter;
  readonly authenticator: Authenticator;
}

/**
 * Builds the HTTP side that all services have in common.
 * @param parts.keys the public keys of access tokens; default: those of `AUTH_JWKS_URL`
 * @param parts.renderError an error as a page for people
 */
export function createServiceApp(parts: {
  readonly config: HttpConfig;
  readonly keys?: JWTVerifyGetKey | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly counter: Counter;
  readonly clock: Clock;
  readonly log: Logger;
  readonly renderError: AppOptions["renderError"];
}): ServiceApp {
  const { config, clock } = parts;
  const cookies = createCookies({ secure: config.PUBLIC_URL.startsWith("https:") });
  const limiter = createRateLimiter({
    counter: parts.counter,
    clock,
    factor: config.RATE_LIMIT_FACTOR,
  });
  const authenticator = createAuthenticator({
    keys: parts.keys ??
      createRemoteJWKSet(new URL(config.AUTH_JWKS_URL), { [customFetch]: parts.fetch }),
    issuer: config.PUBLIC_URL,
    cookies,
    now: () => clock.now(),
    machines: config.API_TOKENS_FILE,
  });
  const app = createApp({
    log: parts.log,
    clock,
    limiter,
    authenticator,
    publicUrl: config.PUBLIC_URL,
    frontendUrl: config.FRONTEND_URL,
    trustedProxyHops: config.TRUSTED_PROXY_HOPS,
    renderError: parts.renderError,
  });
  return { app, cookies, limiter, authenticator };
}
