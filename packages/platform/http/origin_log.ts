import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";

const QUIET_MS = 60_000;
/** A stranger can send any number of origins; only so many get a line each minute. */
const ORIGINS_MAX = 20;

/**
 * Logs requests of pages on other sites, whose browsers may neither send cookies nor read the answer: one line a minute
 * and origin, because a front end that is not configured sends many.
 */
export function createOriginLog(
  { allowedOrigins, log, clock }: {
    readonly allowedOrigins: ReadonlySet<string>;
    readonly log: Logger;
    readonly clock: Clock;
  },
): (request: Request) => void {
  const loggedAt = new Map<string, number>();
  return (request) => {
    const origin = request.headers.get("origin");
    if (origin === null || allowedOrigins.has(origin)) return;
    // Forms of our own pages without a referrer have the origin "null".
    if (!/^https?:\/\/[\w.:[\]-]{1,255}$/.test(origin)) return;
    const now = clock.now();
    for (const [known, at] of loggedAt) if (now - at >= QUIET_MS) loggedAt.delete(known);
    if (loggedAt.has(origin) || loggedAt.size >= ORIGINS_MAX) return;
    loggedAt.set(origin, now);
    log.warn("origin_refused", {
      origin,
      allowed: [...allowedOrigins],
      variable: "FRONTEND_URL",
      remedy: `if this is your own front end, set FRONTEND_URL=${origin} and restart; ` +
        "if it is this deployment under another address, use the address of PUBLIC_URL",
    });
  };
}
