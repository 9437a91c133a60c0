import type { App } from "packages/platform/http/app.ts";
import type { PeerInfo } from "packages/platform/http/client_ip.ts";

/** Static files of a service; answers `undefined` for what is not one of them. */
export interface StaticFiles {
  respond(request: Request): Response | undefined;
}

/** The handler of a service: its built files first, they need no middleware, then its routes. */
export function serveAssets(
  files: StaticFiles,
  app: App,
): (request: Request, peer: PeerInfo) => Response | Promise<Response> {
  return (request, peer) =>
    (request.method === "GET" && request.url.includes("/assets/") && files.respond(request)) ||
    app.hono.fetch(request, peer);
}
