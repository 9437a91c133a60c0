import type { RateLimit } from "packages/platform/http/rate_limit.ts";

/** Per client address, shared by all routes that receive a redirect. */
export const REDIRECT_LIMIT: RateLimit = { name: "redirect", max: 20, windowMs: 60_000 };
