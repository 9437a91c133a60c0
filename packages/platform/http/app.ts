import { OpenAPIHono, type RouteConfig, type RouteHandler } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { AppError, isUnavailable, isUnstorableText } from "packages/platform/errors.ts";
import type { Access, Authenticator } from "packages/platform/http/access.ts";
import { accessLog } from "packages/platform/http/access_log.ts";
import { setCookies } from "packages/platform/http/answer.ts";
import { limitedAddress } from "packages/platform/http/client_ip.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { checkOrigin, corsHeaders, isPreflight } from "packages/platform/http/origin_guard.ts";
import { problemResponse } from "packages/platform/http/problem.ts";
import type { Scope } from "packages/platform/http/machine_tokens.ts";
import type { RateLimit, RateLimiter } from "packages/platform/http/rate_limit.ts";
import {
  type HttpContext,
  type HttpEnv,
  requestContext,
} from "packages/platform/http/request_context.ts";
import { loginRedirect } from "packages/platform/http/redirect_to_login.ts";
import { askedLang, langCookie, pickLang } from "packages/platform/lang.ts";
import { describeError, type Logger } from "packages/platform/log.ts";
import { describeServerSpan } from "packages/platform/telemetry.ts";

const BODY_BYTES_MAX = 64 * 1024;
const DEFAULT_LIMIT: RateLimit = { name: "others", max: 300, windowMs: 60_000 };

/** What a route says about itself besides its OpenAPI definition. */
export interface RouteRules {
  /** Who may call; there is no default. */
  readonly access: Access;
  /** What lets a machine in besides; without it the route is for people alone. */
  readonly scope?: Scope;
  /** Default: 300 per caller and minute. `counted_by_handler`: the handler calls the rate limiter itself. */
  readonly limit?: RateLimit | "unlimited" | "counted_by_handler";
  /** A page for people: errors are pages, and a GET under another host goes to `PUBLIC_URL`. */
  readonly page?: boolean;
  /** The request proves its intent itself (a secret in the form), so its Origin does not matter. */
  readonly skipOriginCheck?: boolean;
  /** HEAD gets 404: the GET uses something up, and scanners and link previews send HEAD. */
  readonly refuseHead?: boolean;
  /** The longest body; 64 KB unless said. */
  readonly maxBodyBytes?: number;
  /** Log 4xx of this route as `debug`: it gets a lot of scanner traffic. The handler logs what operators need. */
  readonly logRefusalsQuietly?: boolean;
}

/** One route as `access` tests and dispatchers see it. */
export interface RouteEntry {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  readonly scope?: Scope | undefined;
  readonly page: boolean;
}

/** What an HTTP application is made of. */
export interface AppOptions {
  readonly log: Logger;
  readonly limiter: RateLimiter;
  readonly authenticator: Authenticator;
  readonly publicUrl: string;
  readonly frontendUrl: string;
  readonly trustedProxyHops: number;
  /** An error as a page; `requestId` is for support. */
  readonly renderError: (error: AppError, request: Request, requestId: string) => Response;
}

/** An application whose every route states who may call it. */
export interface App {
  readonly hono: OpenAPIHono<HttpEnv>;
  readonly routes: readonly RouteEntry[];
  /** Adds a route: rules first, then origin, access, limit, validation, handler. */
  route<R extends RouteConfig>(
    rules: RouteRules,
    config: R,
    handler: RouteHandler<R, HttpEnv>,
  ): void;
}

/** Builds the application: standard middleware, errors in one place, deny by default. */
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

  hono.use(requestContext(options), accessLog(options.log));
  hono.use(async function crossOrigin(c, next) {
    const headers = corsHeaders(c.req.raw, originOf(options.frontendUrl));
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
      const { access, scope, page = false } = rules;
      routes.push({ method, path: config.path, access, scope, page });
      hono.on(method, path, enforce(rules, config, options));
      hono.openapi(config, handler);
    },
  };
}

/** What happens before a route's own handler. */
function enforce(
  rules: RouteRules,
  config: RouteConfig,
  options: AppOptions,
): MiddlewareHandler<HttpEnv> {
  const { publicUrl } = options;
  const isGet = config.method.toUpperCase() === "GET";
  const limitBody = bodyLimit({
    maxSize: rules.maxBodyBytes ?? BODY_BYTES_MAX,
    onError: () => {
      throw httpError("request_too_large");
    },
  });
  const guard = createGuard(rules, config, options);
  return async function ruled(c, next) {
    describeServerSpan(c.req.raw, config.path);
    c.set("refusesQuietly", rules.logRefusalsQuietly ?? false);
    c.set("isPage", rules.page ?? false);
    if (rules.refuseHead && c.req.method === "HEAD") throw httpError("route_not_found");
    if (!rules.page) {
      await guard(c);
    } else {
      keepPrivate(c);
      const elsewhere = isGet ? pathOnHost(c, publicUrl) : undefined;
      if (elsewhere !== undefined) return c.redirect(elsewhere, 303);
      try {
        await guard(c);
      } catch (error) {
        const detour = loginRedirect(error, c, options);
        if (detour === undefined) throw error;
        return c.redirect(detour, 303);
      }
      rememberLang(c, publicUrl);
    }
    return isGet ? await next() : await limitBody(c, next);
  };
}

/** Origin, access, limit and content type, in this order; throws what is wrong. */
function createGuard(rules: RouteRules, config: RouteConfig, options: AppOptions) {
  const { access, scope } = rules;
  const allowedOrigins = new Set([options.publicUrl, options.frontendUrl].map(originOf));
  return async function guard(c: HttpContext): Promise<void> {
    if (!rules.skipOriginCheck) checkOrigin(c.req.raw, allowedOrigins);
    if (access !== "public") {
      c.set("principal", await options.authenticator.require(c.req.raw, { role: access, scope }));
    }
    const limit = rules.limit ?? DEFAULT_LIMIT;
    if (typeof limit !== "string") {
      const caller = c.get("principal")?.subject ?? limitedAddress(c.get("clientIp"));
      await options.limiter.count(limit, caller);
    }
    checkContentType(c.req.raw, config);
  };
}

/** Addresses of pages may hold codes and states, and so may those that a page's redirect came from. */
function keepPrivate(c: HttpContext): void {
  c.header("cache-control", "no-store");
  c.header("referrer-policy", "no-referrer");
}

/** A language that was asked for by `?lang` lasts. */
function rememberLang(c: HttpContext, publicUrl: string): void {
  const lang = askedLang(c.req.raw);
  if (lang === undefined) return;
  const cookie = langCookie(lang, { secure: publicUrl.startsWith("https:") });
  setCookies(c, [cookie]);
}

/** The same address under `PUBLIC_URL`, for a page that was asked for under another host. */
function pathOnHost(c: HttpContext, publicUrl: string): string | undefined {
  if (isHost(c.req.header("host"), publicUrl)) return undefined;
  const { pathname, search } = new URL(c.req.url);
  return publicUrl + pathname + search;
}

/** Whether a Host header names the host of `url`, in whatever case and with or without the default port. */
function isHost(header: string | undefined, url: string): boolean {
  const { protocol, host } = new URL(url);
  if (header === undefined || header === host) return header === host;
  const named = `${protocol}//${header}`;
  return URL.canParse(named) && new URL(named).host === host;
}

/** The origin of a URL of ours; paths after it do not matter to browsers. */
function originOf(url: string): string {
  return new URL(url).origin;
}

function checkContentType(request: Request, config: RouteConfig): void {
  const accepted = config.request?.body?.content;
  if (accepted === undefined) return;
  const given = (request.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  if (!Object.hasOwn(accepted, given)) {
    throw httpError("request_type_unsupported", {
      detail: `Cannot read the body: send it as ${Object.keys(accepted).join(" or ")}`,
    });
  }
}

function answerError(
  error: unknown,
  c: HttpContext,
  options: AppOptions,
): Response {
  const known = knownError(error);
  const { code, definition } = known;
  if (definition.status >= 500) {
    options.log.error("request_failed", {
      error_code: code,
      request_id: c.get("requestId"),
      error: describeError(error),
    });
  }
  const wantsPage = c.req.method === "GET" && (c.req.header("accept") ?? "").includes("text/html");
  if (wantsPage || c.get("isPage")) {
    return options.renderError(known, c.req.raw, c.get("requestId"));
  }
  return problemResponse(known, pickLang(c.req.raw), c.get("requestId"));
}

function knownError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException && error.status === 400) {
    return httpError("request_malformed", { cause: error });
  }
  if (isUnavailable(error)) {
    return httpError("service_unavailable", { cause: error, retryAfterSeconds: 1 });
  }
  if (isUnstorableText(error)) return httpError("request_invalid", { cause: error });
  return httpError("internal_error", { cause: error });
}
