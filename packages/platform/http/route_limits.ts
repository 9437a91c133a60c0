import type { Access } from "packages/platform/http/access.ts";
import type { RateLimit } from "packages/platform/http/rate_limit.ts";
import type { RouteRules } from "packages/platform/http/route_rules.ts";

/** Bytes of a request's body, unless the route says otherwise. */
export const BODY_BYTES_MAX = 64 * 1024;
/** For each member and machine. */
const CALLER_LIMIT: RateLimit = { name: "others", max: 300, windowMs: 60_000 };
/** For each address, behind which may be an office of 300. */
const ADDRESS_LIMIT: RateLimit = { name: "others", max: 1500, windowMs: 60_000 };

/** The limit of a route that names none. */
export function defaultLimit(access: Access): RateLimit {
  return access === "public" ? ADDRESS_LIMIT : CALLER_LIMIT;
}

/** A limit as the API reference shows it. */
export interface DescribedLimit {
  readonly max: number;
  readonly windowSeconds: number;
  /** Whom it counts separately, such as `address`, `caller` or `attempt`. */
  readonly per: string;
  readonly counts: "requests" | "refusals";
}

/** All limits of a route: the one that its rules enforce, and those that its handler counts. */
export function limitsOf(rules: RouteRules): DescribedLimit[] {
  const { access, limit = defaultLimit(access), countedByHandler = [] } = rules;
  const isForAddress = access === "public" ||
    typeof limit === "object" && limit.counts === "refusals";
  const enforced = typeof limit === "object"
    ? [{ limit, per: isForAddress ? "address" : "caller" }]
    : [];
  return [...enforced, ...countedByHandler].map(({ limit, per }) => ({
    max: limit.max,
    windowSeconds: limit.windowMs / 1000,
    per,
    counts: limit.counts ?? "requests",
  }));
}

/** A limit as a phrase, such as `300 requests a minute per caller`. */
export function describeLimit({ max, windowSeconds, per, counts }: DescribedLimit): string {
  const window = windowSeconds === 60
    ? "a minute"
    : windowSeconds === 3600
    ? "an hour"
    : `in ${windowSeconds} s`;
  return `${max} ${counts === "refusals" ? "refused requests" : "requests"} ${window} per ${per}`;
}
