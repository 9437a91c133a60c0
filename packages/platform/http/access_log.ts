import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { HttpEnv } from "packages/platform/http/request_context.ts";
import type { Logger } from "packages/platform/log.ts";

/**
 * One line per request, by route and never by URL: queries hold codes and states. Answers that went well are `debug`
 * for reads (polls would drown everything else) and `info` for writes.
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
