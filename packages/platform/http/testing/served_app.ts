import { createRoute, z } from "@hono/zod-openapi";
import { createLocalJWKSet } from "jose";
import { sha256Hex } from "packages/platform/encoding.ts";
import { UnavailableError } from "packages/platform/errors.ts";
import type { Gate } from "packages/platform/http/access.ts";
import type { App } from "packages/platform/http/app.ts";
import type { ErrorEnvelope } from "packages/platform/http/error_envelope.ts";
import { httpError } from "packages/platform/http/errors.ts";
import { json, PAGE } from "packages/platform/http/openapi.ts";
import { createServiceApp } from "packages/platform/http/service_app.ts";
import { createLogger } from "packages/platform/log.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";

/** The address of the application. */
export const PUBLIC_URL = "https://wecom.example.com";
/** The front end that may call with cookies. */
export const FRONTEND_URL = "https://crm.example.com";
/** Tokens of machines with the scope `ai.suggest`, by name. */
export const MACHINE_TOKENS = { crm: "token-of-the-crm", school: "token-of-the-school" };
const okSchema = z.object({ ok: z.boolean() });
const answers = { 200: json(okSchema, "Fine.") };

/** An application under test. */
export interface ServedApp {
  /** The log, parsed. */
  readonly lines: Record<string, unknown>[];
  /** How often `GET /consume` has run. */
  consumed: number;
  /** The application, for its routes and its OpenAPI document. */
  readonly app: App;
  /** Sends a request under PUBLIC_URL. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

/** An application with one route of each kind, called without a network. */
export function serveApp(): ServedApp {
  const lines: Record<string, unknown>[] = [];
  const counts = new Map<string, number>();
  const { app } = createServiceApp({
    config: {
      PUBLIC_URL,
      FRONTEND_URL,
      TRUSTED_PROXY_HOPS: 0,
      RATE_LIMIT_FACTOR: 1,
      AUTH_JWKS_URL: `${PUBLIC_URL}/.well-known/jwks.json`,
      API_TOKENS_FILE: Object.entries(MACHINE_TOKENS).map(([name, token]) => ({
        name,
        sha256: sha256Hex(token),
        scopes: ["ai.suggest"],
      })),
    },
    keys: createLocalJWKSet({ keys: [] }),
    fetch: globalThis.fetch,
    counter: {
      incrementWithTtl(key) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return Promise.resolve(counts.get(key)!);
      },
    },
    clock: createFakeClock(),
    log: createLogger({ level: "debug", write: (line) => void lines.push(JSON.parse(line)) }),
    renderError: (error, _request, requestId) =>
      new Response(`<p>${error.code} ${requestId}</p>`, {
        status: error.definition.status,
        headers: { "content-type": "text/html" },
      }),
  });
  const served: ServedApp = {
    lines,
    app,
    consumed: 0,
    async ask(path, init) {
      const request = new Request(PUBLIC_URL + path, {
        ...init,
        headers: { host: "wecom.example.com", ...init?.headers },
      });
      return await app.fetch(request, { remoteAddr: { hostname: "192.0.2.1" } });
    },
  };
  addPublicRoutes(app, served);
  addGuardedRoutes(app);
  return served;
}

/** A request body of one media type with a number `n`. */
const body = (type: string) => ({
  body: { required: true, content: { [type]: { schema: z.object({ n: z.coerce.number() }) } } },
});

function addPublicRoutes(app: App, served: { consumed: number }): void {
  app.route(
    { access: "public" },
    createRoute({ method: "get", path: "/read/{id}", responses: answers }),
    (c) => c.json({ ok: true }, 200),
  );
  app.route(
    { access: "public", refuseHead: true },
    createRoute({ method: "get", path: "/consume", responses: answers }),
    (c) => {
      served.consumed += 1;
      return c.json({ ok: true }, 200);
    },
  );
  app.route(
    { access: "public", limit: { name: "write", max: 5, windowMs: 60_000 } },
    createRoute({
      method: "post",
      path: "/write",
      request: body("application/json"),
      responses: answers,
    }),
    (c) => c.json({ ok: true }, 200),
  );
  app.route(
    { access: "public" },
    createRoute({
      method: "post",
      path: "/optional",
      request: {
        body: {
          required: false,
          content: { "application/json": { schema: z.object({ n: z.number() }) } },
        },
      },
      responses: answers,
    }),
    (c) => c.json({ ok: true }, 200),
  );
  app.route(
    { access: "public", page: true, skipOriginCheck: true },
    createRoute({
      method: "post",
      path: "/form",
      request: body("application/x-www-form-urlencoded"),
      responses: { 200: PAGE },
    }),
    (c) => c.html("<p>fine</p>"),
  );
  app.route(
    { access: "public", page: true },
    createRoute({ method: "get", path: "/page", responses: { 200: PAGE } }),
    (c) => c.html("<p>fine</p>"),
  );
  for (const [path, error] of Object.entries(FAILURES)) {
    app.route(
      { access: "public" },
      createRoute({ method: "get", path, responses: answers }),
      () => {
        throw error;
      },
    );
  }
}

function addGuardedRoutes(app: App): void {
  app.route(
    { access: "operator" },
    createRoute({ method: "get", path: "/console", responses: answers }),
    (c) => c.json({ ok: true }, 200),
  );
  app.route(
    { access: "operator", page: true },
    createRoute({ method: "get", path: "/desk/{drawer}", responses: { 200: PAGE } }),
    (c) => c.html("<p>fine</p>"),
  );
  app.route(
    { access: "staff", scope: "ai.suggest", limit: { name: "suggest", max: 2, windowMs: 60_000 } },
    createRoute({ method: "get", path: "/suggest", responses: answers }),
    (c) => c.json({ ok: true }, 200),
  );
  app.route(
    {
      access: VISITOR_GATE,
      errors: oldEnvelope,
      limit: { name: "visit", max: 2, windowMs: 60_000 },
    },
    createRoute({
      method: "post",
      path: "/visit",
      request: body("application/json"),
      responses: answers,
    }),
    (c) => c.json({ ok: c.get("principal").subject === "visitor/anna" }, 200),
  );
}

/** A gate for visitors, who send their name in a header. */
const VISITOR_GATE: Gate = {
  name: "visitor",
  scheme: { type: "apiKey", in: "header", name: "x-visitor", description: "The visitor's name." },
  admit(request) {
    const name = request.headers.get("x-visitor");
    if (name === null) return Promise.reject(httpError("access_token_missing"));
    return Promise.resolve({ subject: `visitor/${name}`, name, roles: [] });
  },
};

/** The error form of an older API. */
const oldEnvelope: ErrorEnvelope = ({ code, definition }, { lang, requestId }) =>
  Response.json(
    { success: false, message: definition.message[lang], error: { code, requestId } },
    { status: definition.status },
  );

const FAILURES = {
  "/bug": new Error("the password is hunter2"),
  "/away": new UnavailableError("Redis is at 10.0.0.7"),
};
