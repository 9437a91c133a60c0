import assert from "node:assert/strict";
import { importJWK, SignJWT } from "jose";
import { assertErrorPage, assertProblem, refusalOf } from "tests/support/assert_answer.ts";
import { answerWecom, createBrowser, signIn } from "tests/support/browser.ts";
import { PUBLIC_ROUTES } from "tests/threats/support/public_routes.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import type { RouteEntry } from "packages/platform/http/route_rules.ts";
import { createPathMatcher } from "packages/platform/paths.ts";

const ACCESS = ["public", "staff", "operator"];
const PUBLIC = "https://wecom.example.com";
const FRONTEND = "https://crm.example.com";

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({
    env: { PUBLIC_URL: PUBLIC, FRONTEND_URL: FRONTEND, RATE_LIMIT_FACTOR: "100" },
  });
});
Deno.test.afterAll(() => stack.stop());

const browser = () => createBrowser(stack);
const routes = () => stack.services.flatMap(({ service }) => service.routes);
const nameOf = ({ method, path }: RouteEntry) => `${method} ${path}`;

Deno.test("every route states who may call it, and only the listed routes are public", () => {
  for (const route of routes()) {
    const { access } = route;
    assert.ok(typeof access === "object" || ACCESS.includes(access), nameOf(route));
  }
  const open = routes().filter(({ access }) => access === "public").map(nameOf);
  assert.deepEqual(open.sort(), [...PUBLIC_ROUTES].sort());
});

Deno.test("a route that is not public refuses callers without a token (401) and without the role (403)", async () => {
  const closed = routes().filter(({ access }) => access !== "public");
  assert.ok(closed.length > 0);
  for (const route of closed) {
    const { method, path, access } = route;
    if (typeof access === "object") {
      // Each service tests its gate. This test only checks that it refuses a caller without credentials.
      const refused = await browser().fetch(path, { method });
      assert.equal(refused.status, 401, `${method} ${path}`);
      await refused.body?.cancel();
      continue;
    }
    const ask = (headers: Record<string, string>) => browser().fetch(path, { method, headers });
    const assertRefused = refusalOf(route);
    await assertRefused(await ask({}), 401, "access_token_missing");
    await assertRefused(await ask(bearer("nonsense")), 401, "access_token_invalid");
    for (const roles of access === "staff" ? [[], ["admin"], ["machine"]] : [[], ["staff"]]) {
      const token = await signToken(roles);
      await assertRefused(await ask(bearer(token)), 403, "access_role_required");
      const cookie = `__Host-wecom_access=${token}`;
      await assertRefused(await ask({ cookie, origin: PUBLIC }), 403, "access_role_required");
    }
    const allowed = await ask(bearer(await signToken([access])));
    assert.ok(![401, 403].includes(allowed.status), `${method} ${path}`);
    await allowed.body?.cancel();
  }
});

Deno.test("a path or method that is not declared reaches no handler", async () => {
  const declared = routes().map(({ method, path }) => ({
    method,
    matches: createPathMatcher([path]),
  }));
  const below = stack.services.flatMap(({ definition }) => definition.paths)
    .flatMap((path) =>
      path.endsWith("/*") ? [path.replace("*", "x"), path.replace("*", "x/y")] : [path]
    );
  for (const path of [...below, ...routes().map((route) => route.path)]) {
    const isKnown = declared.some(({ matches }) => matches(path));
    const [status, code] = isKnown ? [405, "method_not_allowed"] : [404, "route_not_found"];
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      if (declared.some((route) => route.method === method && route.matches(path))) continue;
      await assertProblem(await browser().fetch(path, { method }), status, code);
    }
  }
});

Deno.test("the paths of the services do not overlap, and cover each service's own routes", () => {
  const services = stack.services.map(({ definition, service }) => ({
    name: definition.name,
    matches: createPathMatcher(definition.paths),
    samples: definition.paths.map((path) => path.replace("/*", "/x").replaceAll(/\{\w+\}/g, "x")),
    routes: service.routes,
  }));
  for (const { name, matches, samples, routes } of services) {
    for (const { path } of routes) {
      assert.ok(matches(path), `${name} serves ${path} outside its paths`);
    }
    for (const other of services.filter((other) => other.name !== name)) {
      assert.deepEqual(samples.filter(other.matches), [], `${name} and ${other.name} overlap`);
    }
    for (const probe of ["/livez", "/readyz"]) {
      assert.ok(!matches(probe), "probes are for the cluster");
    }
  }
});

Deno.test("CSRF: an unsafe request with a cookie from another origin, or from none, is refused, and the error names the origin", async () => {
  const member = browser();
  await signIn(stack, member);
  const unsafe = routes().filter(({ method }) => method !== "GET");
  for (const { method, path, page, errors } of unsafe) {
    const ask = async (origin: string | undefined, extra: Record<string, string> = {}) => {
      const headers = { "content-type": "application/json", ...extra };
      const sent = origin === undefined ? headers : { ...headers, origin };
      return await member.fetch(path, { method, headers: sent, body: "{" });
    };
    // The form's secret proves its origin: browsers send no origin with a form of a no-referrer page.
    const free = ORIGIN_FREE.test(path);
    for (const [origin, named] of FOREIGN_ORIGINS) {
      const answer = await ask(origin);
      if (free) {
        assert.doesNotMatch(await answer.text(), /request_origin_refused/);
        continue;
      }
      if (page) {
        await assertErrorPage(answer, 403, "request_origin_refused");
        continue;
      }
      if (typeof errors === "function") {
        assert.equal(answer.status, 403, "in the service's own form");
        await answer.body?.cancel();
        continue;
      }
      const { detail } = await assertProblem(answer, 403, "request_origin_refused");
      assert.ok(detail!.includes(`origin ${named}:`), detail);
      assert.ok(detail!.includes("FRONTEND_URL"), detail);
    }
    for (const origin of [PUBLIC, FRONTEND]) {
      assert.doesNotMatch(await (await ask(origin)).text(), /request_origin_refused/);
    }
    const shown = await ask("https://evil.example", { ...bearer("a-token"), cookie: "" });
    assert.doesNotMatch(await shown.text(), /request_origin_refused/, "Bearer needs no origin");
    member.cookies.set("__Host-wecom_access", "kept");
  }
});

/** The phone's form, which contains a secret, and WeCom's callbacks, which are signed. */
const ORIGIN_FREE =
  /^(\/api\/(auth\/wecom\/confirm|v1\/wecom\/callback.*|v1\/wechat\/message)|\/callback\/wxwork.*)$/;

const FOREIGN_ORIGINS: [string | undefined, string][] = [
  ["https://evil.example", "https://evil.example"],
  ["http://wecom.example.com", "http://wecom.example.com"],
  ["https://wecom.example.com.evil.example", "https://wecom.example.com.evil.example"],
  ["https://wecom.example.com:444", "https://wecom.example.com:444"],
  ["https://crm.example.com.", "https://crm.example.com."],
  ["https://crm.example.com@evil.example", "null"],
  ["https://crm.example.com https://evil.example", "null"],
  ["<script>alert(1)</script>", "null"],
  ["null", "null"],
  [undefined, "null"],
];

Deno.test("CORS: only the company's front end may call with cookies, and it can read refusals too", async () => {
  for (
    const path of ["/api/auth/wecom/qrcode", "/api/auth/me", "/nowhere", "/.well-known/jwks.json"]
  ) {
    const ours = await browser().fetch(path, { headers: { origin: FRONTEND } });
    assert.equal(ours.headers.get("access-control-allow-origin"), FRONTEND, path);
    assert.equal(ours.headers.get("access-control-allow-credentials"), "true", path);
    assert.match(ours.headers.get("vary") ?? "", /origin/i, path);
    await ours.body?.cancel();
    for (const [origin] of FOREIGN_ORIGINS) {
      const theirs = await browser().fetch(
        path,
        origin === undefined ? {} : { headers: { origin } },
      );
      assertNoCors(theirs);
      await theirs.body?.cancel();
    }
  }
});

Deno.test("CORS: a preflight is allowed for the front end, and gets no CORS headers for other origins", async () => {
  const preflight = (origin: string, path: string) =>
    browser().fetch(path, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,authorization",
      },
    });
  for (const path of ["/api/auth/token", "/api/auth/wecom/callback"]) {
    const ours = await preflight(FRONTEND, path);
    assert.equal(ours.status, 204);
    assert.equal(ours.headers.get("access-control-allow-origin"), FRONTEND);
    assert.match(ours.headers.get("access-control-allow-methods") ?? "", /POST/);
    assert.match(
      ours.headers.get("access-control-allow-headers") ?? "",
      /authorization.*content-type/,
    );
    for (const origin of ["https://evil.example", "null"]) {
      assertNoCors(await preflight(origin, path));
    }
  }
});

Deno.test("cookies of an https PUBLIC_URL are __Host-, Secure, HttpOnly, Lax, and valid for this host only", async () => {
  for (const cookie of await cookiesOf(stack)) {
    assert.match(cookie, /^__Host-(wl_[0-9a-f]{32}|wecom_access|wecom_refresh|lang)=/);
    const attributes = cookie.split("; ").slice(1).filter((part) => !part.startsWith("Max-Age="));
    assert.deepEqual(attributes.sort(), ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
  }
});

Deno.test("cookies of an http PUBLIC_URL are HttpOnly, but neither __Host- nor Secure", async () => {
  const plain = await startStack();
  try {
    for (const cookie of await cookiesOf(plain)) {
      assert.match(cookie, /^(wl_[0-9a-f]{32}|wecom_access|wecom_refresh|lang)=/);
      const attributes = cookie.split("; ").slice(1).filter((part) => !part.startsWith("Max-Age="));
      assert.deepEqual(attributes.sort(), ["HttpOnly", "Path=/", "SameSite=Lax"]);
    }
  } finally {
    await plain.stop();
  }
});

Deno.test("under https, cookies without the prefix, as another subdomain could set them, are ignored", async () => {
  const member = browser();
  await signIn(stack, member);
  const [name, token] = [...member.cookies].find(([name]) => name.endsWith("wecom_access"))!;
  assert.equal(name, "__Host-wecom_access");
  const planted = { headers: { cookie: `wecom_access=${token}` } };
  await assertProblem(await browser().fetch("/api/auth/me", planted), 401, "access_token_missing");
});

Deno.test("requests for pages under another host are redirected to PUBLIC_URL with path and query; APIs are answered", async () => {
  const started = await browser().start();
  for (
    const path of [
      "/login?redirect=%2Forders&lang=en",
      "/login/complete?attempt=x",
      `/api/auth/wecom/callback?code=a&state=${started.state}`,
      "/api/v1/wechat/oauth",
    ]
  ) {
    const answer = await browser().fetch(path, { host: "10.0.0.7:8080" });
    assert.deepEqual([answer.status, answer.headers.get("location")], [303, PUBLIC + path]);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }
  for (
    const path of [
      "/api/auth/wecom/qrcode",
      "/.well-known/jwks.json",
      "/health",
      "/readyz",
      "/livez",
    ]
  ) {
    const answer = await browser().fetch(path, { host: "10.0.0.7:8080" });
    assert.equal(answer.status, 200, path);
    await answer.body?.cancel();
  }
});

/** Every Set-Cookie of a whole login: binding, session, language, and their deletion. */
async function cookiesOf(where: Stack): Promise<string[]> {
  const seen: string[] = [];
  const caller = createBrowser(where);
  const note = async (answer: Response) => {
    seen.push(...answer.headers.getSetCookie());
    return await answer.text();
  };
  const started = JSON.parse(await note(await caller.fetch("/api/auth/wecom/qrcode")));
  await note(await caller.fetch(await answerWecom(where, started.loginUrl)));
  await note(await caller.fetch(`/login/complete?attempt=${started.sessionId}`));
  await note(await caller.postJson("/api/auth/refresh", {}));
  await note(await createBrowser(where).fetch("/login?lang=en"));
  await note(await caller.postJson("/api/auth/logout", {}));
  const kinds = new Set(seen.map((cookie) => /wl_|access|refresh|lang/.exec(cookie)?.[0]));
  assert.deepEqual([...kinds].sort(), ["access", "lang", "refresh", "wl_"]);
  assert.ok(seen.length >= 8, "sessions are created, renewed and ended");
  return seen;
}

function assertNoCors({ headers }: Response): void {
  assert.deepEqual([...headers.keys()].filter((name) => name.startsWith("access-control-")), []);
}

function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}

/** A valid token with any roles, also roles that do not exist. */
async function signToken(roles: readonly string[]): Promise<string> {
  const { keys: [key] } = JSON.parse(stack.signingKeys);
  return await new SignJWT({ name: "Unknown", roles, sid: "s" })
    .setProtectedHeader({ alg: "ES256", kid: key.kid })
    .setIssuer(PUBLIC).setAudience("wecom-stack").setSubject("ww0123456789abcdef/unknown")
    .setExpirationTime(Math.floor(stack.clock.now() / 1000) + 60)
    .sign(await importJWK(key, "ES256"));
}
