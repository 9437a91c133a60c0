import type { JSX } from "hono/jsx/jsx-runtime";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { type PageFrame, PageFrameContext } from "packages/ui/page_frame.ts";

/** A rendered page: the document and its headers. */
export interface RenderedPage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How a page is sent. */
export interface RenderOptions {
  /**
   * Default: `no-referrer`. With it browsers send `Origin: null` when a form is posted (Fetch, section "append a request
   * Origin header"). So a page with a form that must pass the Origin check uses `strict-origin`, which reveals no path
   * and no query either. Requests made with `fetch` send their origin with both.
   */
  readonly referrerPolicy?: "no-referrer" | "strict-origin";
}

/** Answers a request with a page: `return deps.renderPage(c, <LoginPage … />)`. `status` is 200 unless given. */
export type RenderPage = (
  c: HttpContext,
  page: JSX.Element,
  options?: RenderOptions & { readonly status?: 200 | 403 },
) => Response;

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

/** Creates a service's {@link RenderPage}. `frameOf` gives the frame of a request. */
export function createPageRenderer(
  frameOf: (
    request: Request,
    about: Pick<PageFrame, "member" | "requestId">,
  ) => PageFrame,
): RenderPage {
  return (c, page, { status = 200, ...options } = {}) => {
    const frame = frameOf(c.req.raw, {
      member: c.get("principal"),
      requestId: c.env.requestId,
    });
    const { body, headers } = renderInFrame(frame, page, options);
    return c.body(body, status, headers);
  };
}

/**
 * Renders a page as a whole HTML document, with the headers of all our pages: strict CSP, no-store, nosniff.
 * @throws Error when a component is async: pages get all data as props
 */
export function renderInFrame(
  frame: PageFrame,
  page: JSX.Element,
  options: RenderOptions = {},
): RenderedPage {
  const html = (<PageFrameContext.Provider value={frame}>{page}</PageFrameContext.Provider>)
    .toString();
  if (typeof html !== "string") {
    throw new Error("Cannot render the page: a component is async; load its data before");
  }
  return {
    body: `<!doctype html>${html}`,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "cache-control": "no-store",
      "referrer-policy": options.referrerPolicy ?? "no-referrer",
      "x-content-type-options": "nosniff",
    },
  };
}
