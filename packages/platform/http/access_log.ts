import type { RequestContext } from "packages/platform/http/request_context.ts";
import type { Logger, LogLevel } from "packages/platform/log.ts";

/**
 * Writes the line of an answered request, with the route and never the URL, because queries contain codes and states.
 * Successful reads are `debug` (there are too many polls), successful writes `info`.
 */
export function logAccess(
  log: Logger,
  { method }: Request,
  { status }: Response,
  context: RequestContext,
): void {
  const level = levelOf(method, status, context.refusesQuietly);
  if (!log.writes(level)) return;
  log[level]("request", {
    method,
    route: context.route,
    status,
    duration_ms: Math.round(performance.now() - context.startedAt),
    request_id: context.requestId,
  });
}

function levelOf(method: string, status: number, refusesQuietly: boolean): LogLevel {
  // Too many requests, or a system behind us that refuses or is away, which has lines of its own.
  if (status > 500) return "warn";
  if (status === 500) return "error";
  if (status >= 400) return refusesQuietly ? "debug" : "info";
  return method === "GET" ? "debug" : "info";
}
