import type { JSX } from "hono/jsx/jsx-runtime";

/** A page as it goes over the wire: `new Response(page.body, { status, headers: page.headers })`. */
export interface RenderedPage {
  body: string;
  headers: Readonly<Record<string, string>>;
}

export interface RenderOptions {
  /**
   * `no-referrer` unless said. Under it browsers send `Origin: null` with a form's POST (Fetch, section "append a
   * request Origin header"), so a page whose form meets the Origin check asks for `strict-origin`, which gives away no
   * path and no query either. Requests made by script with `fetch` carry their origin under both.
   */
  referrerPolicy?: "no-referrer" | "strict-origin";
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

/** A page element as a whole HTML document, with the headers all our pages carry: strict CSP, no-store, nosniff. */
export function renderPage(page: JSX.Element, options: RenderOptions = {}): RenderedPage {
  return {
    body: `<!doctype html>${page.toString()}`,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "cache-control": "no-store",
      "referrer-policy": options.referrerPolicy ?? "no-referrer",
      "x-content-type-options": "nosniff",
    },
  };
}
