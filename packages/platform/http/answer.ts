import type { HttpContext } from "packages/platform/http/request_context.ts";

/** For answers that belong to one caller at one moment. */
export const NO_STORE = { "cache-control": "no-store" } as const;

/** Adds Set-Cookie values to the answer. */
export function setCookies(c: HttpContext, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
}
