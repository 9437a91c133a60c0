import type { Health } from "packages/platform/health.ts";
import type { PeerInfo } from "packages/platform/http/client_ip.ts";
import { createPublicHostTest } from "packages/platform/http/public_host.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";
import { createPathMatcher } from "packages/platform/paths.ts";

/** Headers that a proxy adds. */
const PROXY_HEADERS = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/** A handler for a set of paths. */
export interface Mount {
  readonly paths: readonly string[];
  readonly fetch: (request: Request, peer: PeerInfo) => Response | Promise<Response>;
  readonly background?: readonly BackgroundPart[];
}

/**
 * The one handler of a process: probes first, then the mount whose paths match. All other paths go to the first mount,
 * which answers "not found" in the form that the caller expects.
 * @param publicUrl the address of the public front, which gets no details about the servers behind the process
 */
export function createDispatcher(
  mounts: readonly Mount[],
  health: Health,
  publicUrl: string,
): (request: Request, peer: PeerInfo) => Response | Promise<Response> {
  const routes = mounts.map(({ paths, fetch }) => ({ matches: createPathMatcher(paths), fetch }));
  const isFromFront = createFrontTest(publicUrl);
  return (request, peer) => {
    if (!hasPlainHost(request)) return new Response(null, { status: 400 });
    const path = pathOf(request.url);
    if (path === "/livez") return new Response("ok\n");
    if (path === "/readyz") return readiness(request, health, isFromFront);
    const route = routes.find(({ matches }) => matches(path)) ?? routes[0]!;
    return route.fetch(request, peer);
  };
}

/** `/readyz`; with `?verbose`, and not through a proxy, also the result of each check. */
async function readiness(
  request: Request,
  health: Health,
  isFromFront: (request: Request) => boolean,
): Promise<Response> {
  const ok = await health.isReady();
  const isVerbose = new URL(request.url).searchParams.has("verbose") && !isFromFront(request);
  const answer = isVerbose ? { ok, checks: (await health.report()).checks } : { ok };
  return Response.json(answer, { status: ok ? 200 : 503 });
}

/** Whether a request has come through a proxy, or names the public host of the deployment. */
function createFrontTest(publicUrl: string): (request: Request) => boolean {
  const isPublicHost = createPublicHostTest(publicUrl);
  const isPublic = !isLoopbackHost(new URL(publicUrl).hostname);
  return (request) =>
    PROXY_HEADERS.some((name) => request.headers.has(name)) || (isPublic && isPublicHost(request));
}

const HOST = String.raw`(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{0,5})?`;
const HOST_HEADER = new RegExp(`^${HOST}$`, "i");
const URL_START = new RegExp(`^https?://${HOST}/`, "i");

/**
 * Whether the Host header, and the host of an absolute request target, is a host and a port. The server makes the URL of a
 * request from the header, so a path or a query in it would decide the route.
 */
function hasPlainHost({ url, headers }: Request): boolean {
  const host = headers.get("host");
  // HTTP/1.0 has no Host, and HTTP/2 has it in the URL only.
  if (host && !HOST_HEADER.test(host)) return false;
  return URL_START.test(url) && URL.canParse(url);
}

/** The path of an absolute URL, without the cost of parsing it whole. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.indexOf("?", start);
  return end === -1 ? url.slice(start) : url.slice(start, end);
}
