import type { App } from "packages/platform/http/app.ts";
import type { PeerInfo } from "packages/platform/http/client_ip.ts";
import { withoutBody } from "packages/platform/http/head.ts";

/** Static files of a service; `respond` returns undefined for any other path. */
export interface StaticFiles {
  respond(request: Request): Response | undefined;
}

/** The handler of a service: first its built files, which need no middleware, then its routes. */
export function serveAssets(
  files: StaticFiles,
  app: App,
): (request: Request, peer: PeerInfo) => Response | Promise<Response> {
  return (request, peer) => respondWithFile(files, request) ?? app.fetch(request, peer);
}

function respondWithFile(
  files: StaticFiles,
  request: Request,
): Response | Promise<Response> | undefined {
  const isHead = request.method === "HEAD";
  if (!isHead && request.method !== "GET" || !request.url.includes("/assets/")) return undefined;
  const file = files.respond(request);
  return isHead && file !== undefined ? withoutBody(file) : file;
}
