import type { JSX } from "hono/jsx/jsx-runtime";
import { renderPage } from "packages/ui/render_page.ts";

/** A page as a response. */
export function pageResponse(page: JSX.Element, status: 200 | 403 = 200): Response {
  const { body, headers } = renderPage(page);
  return new Response(body, { status, headers });
}
