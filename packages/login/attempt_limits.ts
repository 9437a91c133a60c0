import type { RateLimit } from "packages/platform/http/rate_limit.ts";

const MINUTE_MS = 60_000;

/**
 * Steps that belong to one attempt are counted for the attempt, not for the address: an office of 300 people behind one
 * address signs in within a minute. Count a step only after the caller has proved that the attempt is its own, or other
 * callers could use up the limit.
 */
export const ATTEMPT_LIMITS = {
  /** Redirects from WeCom, by all routes that receive one. */
  redirect: { name: "redirect", max: 20, windowMs: MINUTE_MS },
  /** Answers of the phone. */
  confirm: { name: "confirm", max: 20, windowMs: MINUTE_MS },
  token: { name: "token", max: 20, windowMs: MINUTE_MS },
  complete: { name: "complete", max: 20, windowMs: MINUTE_MS },
  poll: { name: "poll", max: 120, windowMs: MINUTE_MS },
  status: { name: "status", max: 120, windowMs: MINUTE_MS },
  events: { name: "events", max: 120, windowMs: MINUTE_MS },
} as const satisfies Readonly<Record<string, RateLimit>>;

/** Refused redirects of one address: unknown states, foreign browsers, and codes that WeCom does not know. */
export const REFUSED_REDIRECTS: RateLimit = {
  name: "redirect-refused",
  max: 20,
  windowMs: MINUTE_MS,
  counts: "refusals",
};

/** Refused redemptions of one address. */
export const REFUSED_TOKENS: RateLimit = {
  name: "token-refused",
  max: 20,
  windowMs: MINUTE_MS,
  counts: "refusals",
};
