import type { RateLimit } from "packages/platform/http/rate_limit.ts";

/** Per address, whichever way a redirect comes in. */
export const REDIRECT_LIMIT: RateLimit = { name: "redirect", max: 20, windowMs: 60_000 };
