import { OpenAPIHono, type RouteConfig, type RouteHandler } from "@hono/zod-openapi";
import { accessLog } from "packages/platform/http/access_log.ts";
import { answerError, type ErrorOptions } from "packages/platform/http/answer_error.ts";
import { enforceRules, type RuleOptions } from "packages/platform/http/enforce_rules.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { corsHeaders, isPreflight } from "packages/platform/http/origin_guard.ts";
import { type HttpEnv, requestContext } from "packages/platform/http/request_context.ts";
import type { RouteEntry, RouteRules } from "packages/platform/http/route_rules.ts";

/** What an HTTP application is made of. */
export interface AppOptions extends RuleOptions, ErrorOptions {
  readonly trustedProxyHops: number;
}

/** An application whose every route states who may call it. */
export interface App {
  readonly hono: OpenAPIHono<HttpEnv>;
  readonly routes: readonly RouteEntry[];
  /** Adds a route. Order of a request: rules (origin, access, limit, content type), validation, handler. */
  route<R extends RouteConfig>(
    rules: RouteRules,
    config: R,
    handler: RouteHandler<R, HttpEnv>,
  ): void;
}

/** Builds the application: standard middleware, errors answered in one place, no route without rules. */
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
  const frontendOrigin = new URL(options.frontendUrl).origin;

  hono.use(requestContext(options), accessLog(options.log));
  hono.use(async function crossOrigin(c, next) {
    const headers = corsHeaders(c.req.raw, frontendOrigin);
    if (isPreflight(c.req.raw)) return new Response(null, { status: 204, headers });
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.append(name, value);
  });
  hono.notFound((c) => answerError(httpError("route_not_found"), c, options));
  hono.onError((error, c) => answerError(error, c, options));

  return {
    hono,
    routes,
    route(rules, config, handler) {
      const path = config.path.replaceAll(/\/{(.+?)}/g, "/:$1");
      const method = config.method.toUpperCase();
      routes.push({ ...rules, method, path: config.path });
      hono.on(method, path, enforceRules(rules, config, options));
      hono.openapi(config, handler);
    },
  };
}
