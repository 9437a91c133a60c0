import type { RouteConfig } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import type { Access, Authenticator, Principal } from "packages/platform/http/access.ts";
import { setCookies } from "packages/platform/http/response.ts";
import { limitedAddress } from "packages/platform/http/client_ip.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { allowedOrigins, checkOrigin } from "packages/platform/http/origin_guard.ts";
import { hereFor } from "packages/platform/http/here.ts";
import { createPublicHostTest } from "packages/platform/http/public_host.ts";
import type { RateLimiter } from "packages/platform/http/rate_limit.ts";
import { checkContentType, readBody } from "packages/platform/http/read_body.ts";
import { loginRedirect } from "packages/platform/http/redirect_to_login.ts";
import type { HttpContext, HttpEnv } from "packages/platform/http/request_context.ts";
import { defaultLimit } from "packages/platform/http/route_limits.ts";
import type { RouteRules } from "packages/platform/http/route_rules.ts";
import { askedLang, langCookie } from "packages/platform/lang.ts";
import { describeServerSpan } from "packages/platform/telemetry.ts";

/** What the rules of routes are checked with. */
export interface RuleOptions {
  readonly limiter: RateLimiter;
  readonly authenticator: Authenticator;
  readonly publicUrl: string;
  readonly frontendUrl: string;
}

/** The middleware that runs before a route's own handler. `path` is the route's path in the form of Hono. */
export function enforceRules(
  rules: RouteRules,
  config: RouteConfig,
  path: string,
  options: RuleOptions,
): MiddlewareHandler<HttpEnv> {
  const { publicUrl } = options;
  const isPublicHost = createPublicHostTest(publicUrl);
  const isGet = config.method.toUpperCase() === "GET";
  const guard = createGuard(rules, config, options);
  return async function ruled(c, next) {
    describeServerSpan(c.req.raw, config.path);
    c.env.route = path;
    c.env.refusesQuietly = rules.logRefusalsQuietly ?? false;
    c.env.errors = rules.errors ?? (rules.page ? "page" : "problem");
    if (rules.refuseHead && c.env.isHead) throw httpError("method_not_allowed", { allow: ["GET"] });
    if (!rules.page) {
      await guard(c);
    } else {
      keepPrivate(c);
      if (isGet && !isPublicHost(c.req.raw)) {
        return c.redirect(publicUrl + hereFor(c.req.url), 303);
      }
      try {
        await guard(c);
      } catch (error) {
        const login = loginRedirect(error, c, options);
        if (login === undefined) throw error;
        return c.redirect(login, 303);
      }
      rememberLang(c, publicUrl);
    }
    if (!isGet) await readBody(c, config, rules.maxBodyBytes);
    await next();
    await countRefusal(rules, c, options.limiter);
  };
}

/** Counts an answer with 4xx where the route limits refusals. @throws AppError 429 in its place above the limit */
async function countRefusal(
  { limit }: RouteRules,
  c: HttpContext,
  limiter: RateLimiter,
): Promise<void> {
  if (typeof limit !== "object" || limit.counts !== "refusals") return;
  const { status } = c.res;
  if (status < 400 || status >= 500 || status === 429) return;
  await limiter.count(limit, limitedAddress(c.env.clientIp));
}

/** Checks origin, access, limit and content type, in this order. The guard throws the error of the first that fails. */
function createGuard(rules: RouteRules, config: RouteConfig, options: RuleOptions) {
  const { limiter } = options;
  const origins = allowedOrigins(options);
  return async function guard(c: HttpContext): Promise<void> {
    if (!rules.skipOriginCheck) checkOrigin(c.req.raw, origins);
    const principal = await admit(c.req.raw, rules.access, rules.scope, options.authenticator);
    if (principal !== undefined) c.set("principal", principal);
    const limit = rules.limit ?? defaultLimit(rules.access);
    if (typeof limit !== "string") {
      const caller = principal?.subject ?? limitedAddress(c.env.clientIp);
      if (limit.locksOut) limiter.refuseIfFull(limit, caller);
      if (limit.counts !== "refusals") await limiter.count(limit, caller);
    }
    checkContentType(c.req.raw, config);
  };
}

/** The caller, or undefined on a public route. @throws AppError 401 or 403 when the caller may not enter */
async function admit(
  request: Request,
  access: Access,
  scope: string | undefined,
  authenticator: Authenticator,
): Promise<Principal | undefined> {
  if (access === "public") return undefined;
  if (typeof access === "object") return await access.admit(request);
  return await authenticator.require(request, { role: access, scope });
}

/** The address of a page, or of the page that redirected to it, may contain codes and states. */
function keepPrivate(c: HttpContext): void {
  c.header("cache-control", "no-store");
  c.header("referrer-policy", "no-referrer");
}

/** Stores a language that was chosen by `?lang` in a cookie. */
function rememberLang(c: HttpContext, publicUrl: string): void {
  const lang = askedLang(c.req.raw);
  if (lang === undefined) return;
  const cookie = langCookie(lang, { secure: publicUrl.startsWith("https:") });
  setCookies(c, [cookie]);
}
