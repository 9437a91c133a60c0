import type { Context, MiddlewareHandler } from "hono";
import type { Principal } from "packages/platform/http/access.ts";
import { clientIp, type PeerInfo } from "packages/platform/http/client_ip.ts";

/** What Deno.serve tells of a connection; Hono hands it on as `c.env`. */
export type Bindings = PeerInfo;

/** What the standard middleware knows of a request. */
export interface RequestVariables {
  requestId: string;
  clientIp: string;
  /** Who calls, after a route that needs a role has let them in. */
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

/** Gives each request its id (`x-request-id`, taken over when sound) and the caller's address. */
export function requestContext(options: { trustedProxyHops: number }): MiddlewareHandler<HttpEnv> {
  return async function requestContext(c, next) {
    const given = c.req.header("x-request-id");
    c.set("requestId", given && REQUEST_ID.test(given) ? given : crypto.randomUUID());
    c.set("clientIp", clientIp(c.req.raw, c.env, options.trustedProxyHops));
    await next();
    c.res.headers.set("x-request-id", c.get("requestId"));
  };
}
