import type { Health } from "packages/platform/health.ts";
import type { PeerInfo } from "packages/platform/http/client_ip.ts";
import type { BackgroundPart } from "packages/platform/service.ts";
import { createPathMatcher } from "packages/platform/paths.ts";

/** A handler for a set of paths. */
export interface Mount {
  readonly paths: readonly string[];
  readonly fetch: (request: Request, peer: PeerInfo) => Response | Promise<Response>;
  readonly background?: readonly BackgroundPart[];
}

/**
 * The one handler of a process: probes first, then the mount whose paths match. All other paths go to the first mount,
 * which answers "not found" in the form that the caller expects.
 */
export function createDispatcher(
  mounts: readonly Mount[],
  health: Health,
): (request: Request, peer: PeerInfo) => Response | Promise<Response> {
  const routes = mounts.map(({ paths, fetch }) => ({ matches: createPathMatcher(paths), fetch }));
  return (request, peer) => {
    // An invalid Host header makes an invalid URL.
    if (!URL.canParse(request.url)) return new Response(null, { status: 400 });
    const path = pathOf(request.url);
    if (path === "/livez") return new Response("ok\n");
    if (path === "/readyz") return readiness(health);
    const route = routes.find(({ matches }) => matches(path)) ?? routes[0]!;
    return route.fetch(request, peer);
  };
}

async function readiness(health: Health): Promise<Response> {
  const report = await health.report();
  return Response.json(report, { status: report.ok ? 200 : 503 });
}

/** The path of an absolute URL, without the cost of parsing it whole. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.indexOf("?", start);
  return end === -1 ? url.slice(start) : url.slice(start, end);
}
