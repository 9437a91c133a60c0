import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { HttpEnv } from "packages/platform/http/request_context.ts";
import type { Logger } from "packages/platform/log.ts";

/**
 * One line per request, with the route and never the URL, because queries contain codes and states. Successful reads are
 * `debug` (there are too many polls), successful writes `info`.
 */
export function accessLog(log: Logger): MiddlewareHandler<HttpEnv> {
  return async function accessLog(c, next) {
    const startedAt = performance.now();
    await next();
    const { status } = c.res;
    const level = status >= 500
      ? "error"
      : status >= 400 && c.get("refusesQuietly")
      ? "debug"
      : status >= 400 || c.req.method !== "GET"
      ? "info"
      : "debug";
    log[level]("request", {
      method: c.req.method,
      route: routePath(c, -1),
      status,
      duration_ms: Math.round(performance.now() - startedAt),
      request_id: c.get("requestId"),
    });
  };
}
