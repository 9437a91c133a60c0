import type { Context } from "hono";
import type { Principal } from "packages/platform/http/access.ts";
import { clientIp, type PeerInfo } from "packages/platform/http/client_ip.ts";
import type { RouteRules } from "packages/platform/http/route_rules.ts";
import type { Logger } from "packages/platform/log.ts";

/**
 * What a request needs until it is answered; Hono passes it to handlers as `c.env`. A held request keeps this, and no
 * object of Hono.
 */
export interface RequestContext {
  readonly requestId: string;
  /** Writes lines with `request_id`; use it for everything that this request causes. */
  readonly log: Logger;
  readonly clientIp: string;
  readonly startedAt: number;
  /** The request is a HEAD, which handlers see as GET. */
  readonly isHead: boolean;
  /** The path of the route, for the log. */
  route: string;
  /** Answers with 4xx are logged as `debug`; see `RouteRules`. */
  refusesQuietly: boolean;
  /** The form of error answers; see `RouteRules`. Undefined where no route matches. */
  errors: RouteRules["errors"];
  /** The answer of a held request; see `holdRequest`. */
  heldAnswer: (() => Promise<Response>) | undefined;
}

/** The Hono environment of every service. */
export interface HttpEnv {
  Bindings: RequestContext;
  Variables: {
    /** The caller; set on routes that are not public. */
    principal: Principal;
  };
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

/** Returns the function that gives each request its id (the caller's `x-request-id` when it is valid), log and address. */
export function createContextMaker(
  { trustedProxyHops, log }: { readonly trustedProxyHops: number; readonly log: Logger },
): (request: Request, peer: PeerInfo | undefined) => RequestContext {
  const warnOfProxy = createProxyWarning(log);
  return (request, peer) => {
    const given = request.headers.get("x-request-id");
    const requestId = given && REQUEST_ID.test(given) ? given : crypto.randomUUID();
    if (trustedProxyHops === 0 && request.headers.has("x-forwarded-for")) warnOfProxy();
    return {
      requestId,
      log: log.with({ request_id: requestId }),
      clientIp: clientIp(request, peer, trustedProxyHops),
      startedAt: performance.now(),
      isHead: request.method === "HEAD",
      route: "/*",
      refusesQuietly: false,
      errors: undefined,
      heldAnswer: undefined,
    };
  };
}

/**
 * Returns from the handler now and answers with `answer` later, so that a request that waits for seconds keeps neither the
 * handler nor the middleware in memory. Errors of `answer` are answered like those of the handler.
 */
export function holdRequest<R extends Response>(c: HttpContext, answer: () => Promise<R>): R {
  c.env.heldAnswer = answer;
  return HELD as R;
}

/** What the handler of a held request returns. It is never sent. */
const HELD = new Response(null);

/** Starts the answer of a held request, and keeps no reference to what has started it. */
export function takeHeldAnswer(context: RequestContext): Promise<Response> {
  const answer = context.heldAnswer!;
  context.heldAnswer = undefined;
  return answer();
}
