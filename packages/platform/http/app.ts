import { OpenAPIHono, type RouteConfig, type RouteHandler } from "@hono/zod-openapi";
import type { Clock } from "packages/platform/clock.ts";
import { logAccess } from "packages/platform/http/access_log.ts";
import { allowedMethods } from "packages/platform/http/allowed_methods.ts";
import { answerError, type ErrorOptions } from "packages/platform/http/answer_error.ts";
import { enforceRules, type RuleOptions } from "packages/platform/http/enforce_rules.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { asGet, withoutBody } from "packages/platform/http/head.ts";
import { allowedOrigins, corsHeaders, isPreflight } from "packages/platform/http/origin_guard.ts";
import { createOriginLog } from "packages/platform/http/origin_log.ts";
import {
  createContextMaker,
  type HttpEnv,
  type RequestContext,
  takeHeldAnswer,
} from "packages/platform/http/request_context.ts";
import type { PeerInfo } from "packages/platform/http/client_ip.ts";
import type { RouteEntry, RouteRules } from "packages/platform/http/route_rules.ts";

/** What an HTTP application is made of. */
export interface AppOptions extends RuleOptions, ErrorOptions {
  readonly clock: Clock;
  readonly trustedProxyHops: number;
}

/** An application whose every route states who may call it. */
export interface App {
  /** For the OpenAPI document. */
  readonly hono: OpenAPIHono<HttpEnv>;
  /** Answers a request. */
  fetch(request: Request, peer: PeerInfo | undefined): Promise<Response>;
  readonly routes: readonly RouteEntry[];
  /** Adds a route. Order of a request: rules (origin, access, limit, content type), validation, handler. */
  route<R extends RouteConfig>(
    rules: RouteRules,
    config: R,
    handler: RouteHandler<R, HttpEnv>,
  ): void;
}

/** Builds the application: what every request needs, errors answered in one place, no route without rules. */
export function createApp(options: AppOptions): App {
  const hono = new OpenAPIHono<HttpEnv>({
    defaultHook: (result) => {
      if (!result.success) {
        throw httpError("request_invalid", {
          fields: result.error.issues.map(({ path, message }) => ({
            name: path.join("."),
            problem: message,
          })),
        });
      }
    },
  });
  const routes: RouteEntry[] = [];
  /** The paths of `refuseHead`, in the form of Hono. */
  const withoutHead = new Set<string>();
  const frontendOrigin = new URL(options.frontendUrl).origin;
  const logOrigin = createOriginLog({ ...options, allowedOrigins: allowedOrigins(options) });
  const makeContext = createContextMaker(options);

  hono.notFound(({ req, env }) => {
    const allow = allowedMethods(hono, req.path, (routed) => withoutHead.has(routed));
    return answerUnrouted(req.raw, env, allow, options);
  });
  hono.onError((error, c) => answerError(error, c.req.raw, c.env, options));

  return {
    hono,
    routes,
    async fetch(request, peer) {
      const context = makeContext(request, peer);
      let response = isPreflight(request)
        ? new Response(null, { status: 204 })
        : await hono.fetch(asGet(request), context);
      if (context.heldAnswer !== undefined) {
        try {
          response = await takeHeldAnswer(context);
        } catch (error) {
          response = answerError(error, request, context, options);
        }
      }
      if (request.method === "HEAD") response = await withoutBody(response);
      const headers = corsHeaders(request, frontendOrigin);
      for (const name in headers) response.headers.append(name, headers[name]!);
      response.headers.set("x-request-id", context.requestId);
      logOrigin(request);
      logAccess(options.log, request, response, context);
      return response;
    },
    route(rules, config, handler) {
      const path = config.path.replaceAll(/\/{(.+?)}/g, "/:$1");
      const method = config.method.toUpperCase();
      routes.push({ ...rules, method, path: config.path });
      if (rules.refuseHead) withoutHead.add(path);
      hono.on(method, path, enforceRules(rules, config, path, options));
      hono.openapi(config, handler);
    },
  };
}

/** A method that the address does not have, or an unknown address, where `allow` is empty. */
function answerUnrouted(
  request: Request,
  context: RequestContext,
  allow: string[],
  options: ErrorOptions,
): Response {
  if (allow.length === 0) {
    return answerError(httpError("route_not_found"), request, context, options);
  }
  if (request.method === "OPTIONS") {
    return new Response(null, { status: 204, headers: { allow: allow.join(", ") } });
  }
  return answerError(httpError("method_not_allowed", { allow }), request, context, options);
}
