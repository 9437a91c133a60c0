import { AppError } from "packages/platform/errors.ts";
import type { Authenticator } from "packages/platform/http/access.ts";
import { bearerToken } from "packages/platform/http/bearer.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";

/**
 * Where to send a person who asks for a page without a good access token: to sign in, and back. Whose session lives
 * notices nothing: `/login` refreshes it and sends on. `undefined` for whoever is better served by the error itself.
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
  // A token of this minute that is refused here would be refused again: no going in circles.
  if (!isNavigation || authenticator.wasIssuedJustNow(c.req.raw)) return undefined;
  const { pathname, search } = new URL(c.req.url);
  const renew = error.code === "access_token_invalid" ? "&renew=1" : "";
  return `${publicUrl}/login?redirect=${encodeURIComponent(pathname + search)}${renew}`;
}
