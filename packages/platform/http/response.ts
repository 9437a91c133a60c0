import type { HttpContext } from "packages/platform/http/request_context.ts";

/** Headers of a response that is meant for one caller at one moment. */
export const NO_STORE = { "cache-control": "no-store" } as const;

/** Adds Set-Cookie values to the response. */
export function setCookies(c: HttpContext, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
}
