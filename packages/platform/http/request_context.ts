import type { Context, MiddlewareHandler } from "hono";
import type { Principal } from "packages/platform/http/access.ts";
import { clientIp, type PeerInfo } from "packages/platform/http/client_ip.ts";
import type { RouteRules } from "packages/platform/http/route_rules.ts";
import type { Logger } from "packages/platform/log.ts";

/** What `Deno.serve` knows about a connection; Hono passes it as `c.env`. */
export type Bindings = PeerInfo;

/** What the standard middleware sets for a request. */
export interface RequestVariables {
  requestId: string;
  /** Writes lines with `request_id`; use it for everything that this request causes. */
  log: Logger;
  clientIp: string;
  /** Answers with 4xx are logged as `debug`; see `RouteRules`. */
  refusesQuietly: boolean;
  /** The form of error answers; see `RouteRules`. Undefined where no route matches. */
  errors: RouteRules["errors"];
  /** The caller; set on routes that are not public. */
  principal: Principal;
}

/** The Hono environment of every service. */
export interface HttpEnv {
  Bindings: Bindings;
  Variables: RequestVariables;
}

/** A request as our handlers see it. */
export type HttpContext = Context<HttpEnv>;

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** Logs once. Without the proxy's header all users behind it share one rate limit and show one IP address. */
function createProxyWarning(log: Logger): () => void {
  let hasWarned = false;
  return () => {
    if (hasWarned) return;
    hasWarned = true;
    log.warn("forwarded_for_ignored", {
      variable: "TRUSTED_PROXY_HOPS",
      advice: "A request has X-Forwarded-For while TRUSTED_PROXY_HOPS is 0. " +
        "If your proxies set it, set TRUSTED_PROXY_HOPS to their number",
    });
  };
}

/** Gives each request its id (the caller's `x-request-id` when it is valid), its log and the caller's address. */
export function requestContext(
  { trustedProxyHops, log }: { trustedProxyHops: number; log: Logger },
): MiddlewareHandler<HttpEnv> {
  const warnOfProxy = createProxyWarning(log);
  return async function requestContext(c, next) {
    const given = c.req.header("x-request-id");
    const requestId = given && REQUEST_ID.test(given) ? given : crypto.randomUUID();
    c.set("requestId", requestId);
    c.set("log", log.with({ request_id: requestId }));
    c.set("clientIp", clientIp(c.req.raw, c.env, trustedProxyHops));
    if (trustedProxyHops === 0 && c.req.header("x-forwarded-for") !== undefined) warnOfProxy();
    await next();
    c.res.headers.set("x-request-id", requestId);
  };
}
