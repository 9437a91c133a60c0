import type { JSX } from "hono/jsx/jsx-runtime";

/** A page as it goes over the wire: `new Response(page.body, { status, headers: page.headers })`. */
export interface RenderedPage {
  body: string;
  headers: Readonly<Record<string, string>>;
}

export interface RenderOptions {
  /**
   * Other origins (as URLs) that a POST of this page's form may be redirected to, such as `FRONTEND_URL` after
   * sign-out: browsers apply `form-action` to the redirects that follow a form's POST as well.
   */
  formTargets?: readonly string[];
  /**
   * `no-referrer` unless said. Under it browsers send `Origin: null` with a form's POST (Fetch, section "append a
   * request Origin header"), so a page whose form meets the Origin check asks for `strict-origin`, which gives away no
   * path and no query either. Requests made by script with `fetch` carry their origin under both.
   */
  referrerPolicy?: "no-referrer" | "strict-origin";
}

/** A page element as a whole HTML document, with the headers all our pages carry: strict CSP, no-store, nosniff. */
export function renderPage(page: JSX.Element, options: RenderOptions = {}): RenderedPage {
  return {
    body: `<!doctype html>${page.toString()}`,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": contentSecurityPolicy(options.formTargets ?? []),
      "cache-control": "no-store",
      "referrer-policy": options.referrerPolicy ?? "no-referrer",
      "x-content-type-options": "nosniff",
    },
  };
}

function contentSecurityPolicy(formTargets: readonly string[]): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    ["form-action 'self'", ...formTargets.map((target) => new URL(target).origin)].join(" "),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}
