import { AppError } from "packages/platform/errors.ts";
import type { Authenticator } from "packages/platform/http/access.ts";
import { bearerToken } from "packages/platform/http/bearer.ts";
import { hereFor } from "packages/platform/http/here.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";

/**
 * The address of the sign-in page for a person who opens a page without a valid access token; sign-in leads back to the
 * page. If the session is still alive, `/login` refreshes it silently. Undefined for API calls and for other errors.
 */
export function loginRedirect(
  error: unknown,
  c: HttpContext,
  { authenticator, publicUrl }: {
    readonly authenticator: Authenticator;
    readonly publicUrl: string;
  },
): string | undefined {
  if (!(error instanceof AppError) || error.definition.status !== 401) return undefined;
  const isNavigation = c.req.method === "GET" && bearerToken(c.req.raw) === undefined &&
    (c.req.header("accept") ?? "").includes("text/html");
  // A new token that is refused here would be refused again, in an endless redirect loop.
  if (!isNavigation || authenticator.wasIssuedJustNow(c.req.raw)) return undefined;
  const renew = error.code === "access_token_invalid" ? "&renew=1" : "";
  return `${publicUrl}/login?redirect=${hereFor(c.req.url, encodeURIComponent)}${renew}`;
}
