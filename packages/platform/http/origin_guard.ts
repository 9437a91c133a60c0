import { bearerToken } from "packages/platform/http/bearer.ts";
import { httpError } from "packages/platform/http/errors.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** The origins whose pages may call with cookies. */
export function allowedOrigins(
  { publicUrl, frontendUrl }: { readonly publicUrl: string; readonly frontendUrl: string },
): ReadonlySet<string> {
  return new Set([publicUrl, frontendUrl].map((url) => new URL(url).origin));
}

/**
 * CSRF rule: an unsafe request with a cookie must come from one of our own origins. A request with a Bearer token or
 * without any cookie cannot be forged by another site.
 * @throws AppError `request_origin_refused`; its detail names the origin to add
 */
export function checkOrigin(request: Request, allowedOrigins: ReadonlySet<string>): void {
  if (SAFE_METHODS.has(request.method)) return;
  if (bearerToken(request) !== undefined || !request.headers.has("cookie")) return;
  refuseForeign(request.headers.get("origin") ?? "null", allowedOrigins);
}

function refuseForeign(origin: string, allowedOrigins: ReadonlySet<string>): void {
  if (allowedOrigins.has(origin)) return;
  const shown = /^https?:\/\/[\w.:[\]-]{1,255}$/.test(origin) ? origin : "null";
  throw httpError("request_origin_refused", {
    detail:
      `Cannot accept a request from origin ${shown}: only ${[...allowedOrigins].join(", ")} ` +
      "may call with cookies; if the site is yours, set FRONTEND_URL to it",
  });
}

/**
 * The CORS headers of an answer (Fetch standard, section "CORS protocol"): with credentials, for the company's own front
 * end only, never `*`. Empty for every other origin.
 */
export function corsHeaders(request: Request, frontendOrigin: string): Record<string, string> {
  const origin = request.headers.get("origin");
  if (origin === null || origin !== frontendOrigin) return {};
  const headers = {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "x-request-id, retry-after",
    vary: "origin",
  };
  if (!isPreflight(request)) return headers;
  return {
    ...headers,
    "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
    "access-control-allow-headers": "authorization, content-type, last-event-id, x-request-id",
    "access-control-max-age": "600",
  };
}

/** Whether the request is a CORS preflight. */
export function isPreflight(request: Request): boolean {
  return request.method === "OPTIONS" && request.headers.has("access-control-request-method");
}
