import type { Hono } from "hono";
import type { HttpEnv } from "packages/platform/http/request_context.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/**
 * The methods that an address has, for the header Allow (RFC 9110 section 10.2.1); empty for an unknown address.
 * @param path the path of the request
 * @param refusesHead whether the GET of a route, named by its path in the form of Hono, refuses HEAD
 */
export function allowedMethods(
  hono: Pick<Hono<HttpEnv>, "router">,
  path: string,
  refusesHead: (routedPath: string) => boolean,
): string[] {
  return METHODS.flatMap((method) => {
    const [[, route] = []] = hono.router.match(method, path)[0].map(([handler]) => handler);
    if (route === undefined) return [];
    return method === "GET" && !refusesHead(route.path) ? ["GET", "HEAD"] : [method];
  });
}
