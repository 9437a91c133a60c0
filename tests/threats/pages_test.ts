import assert from "node:assert/strict";
import { createHome } from "embedded/home.tsx";
import {
  answerWecom,
  createBrowser,
  readConfirmForm,
  scanOwn,
  signIn,
} from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";

const PUBLIC = "https://wecom.example.com";
const FRONTEND = "https://crm.example.com";

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({ env: { PUBLIC_URL: PUBLIC, FRONTEND_URL: FRONTEND } });
});
Deno.test.afterAll(() => stack.stop());

const browser = () => createBrowser(stack);

/** Redirects that browsers could follow to another site, with a person or a token: RFC 9700 section 4.11. */
const ELSEWHERE = [
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r\n/evil.example",
  "/\u0000/evil.example",
  "/\u0085/evil.example",
  " //evil.example",
  "\t//evil.example",
  "https:evil.example",
  "https://evil.example",
  "https:/evil.example",
  "HTTPS://evil.example/",
  "javascript:alert(1)",
  "data:text/html,x",
  "@evil.example",
  ".evil.example",
  "evil.example",
  "?x",
  "#x",
  "/a\\..\\..\\evil.example",
  "/ok\r\nSet-Cookie: x=1",
  "/ok\r\nLocation: https://evil.example",
  "/\u2028/evil.example",
  "",
  `/${"a".repeat(3_000)}`,
];

/** Encoded and unusual paths: they stay on this site, and must not be changed. */
const HARMLESS = [
  "/%2f/evil.example",
  "/%2f%2fevil.example",
  "/%5cevil.example",
  "/%09/evil.example",
  "/%0d%0aSet-Cookie:%20x=1",
  "/.//evil.example",
  "/..//evil.example",
  "/@evil.example",
  "/orders?next=//evil.example",
  "/orders#//evil.example",
  "/https://evil.example",
  "/订单",
];

Deno.test("open redirect: an attempt with a redirect to another site is not started", async () => {
  for (const redirect of ELSEWHERE) {
    const query = new URLSearchParams({ redirect });
    const answer = await browser().fetch(`/api/auth/wecom/qrcode?${query}`);
    assert.equal(answer.status, 400, JSON.stringify(redirect));
    const problem = await answer.json();
    assert.equal(problem.code, "request_invalid");
    assert.deepEqual(problem.fields.map(({ name }: { name: string }) => name), ["redirect"]);
    // A random request id can contain a few letters "a" too.
    assert.doesNotMatch(JSON.stringify(problem), /evil|a{40}/, "the value is not echoed");
  }
});

Deno.test("open redirect: the sign-in page redirects a signed-in browser to no other site", async () => {
  const member = browser();
  await signIn(stack, member);
  for (const redirect of [...ELSEWHERE, ...HARMLESS]) {
    const query = new URLSearchParams({ redirect });
    const { status, location, origin } = await redirectOf(member.fetch(`/login?${query}`));
    assert.equal(status, 303);
    assert.ok(
      [PUBLIC, FRONTEND].includes(origin),
      `${JSON.stringify(redirect)} led to ${location}`,
    );
    if (ELSEWHERE.includes(redirect)) assert.equal(location, `${FRONTEND}/`);
  }
});

Deno.test("open redirect: after a login, encoded paths stay on this site and are unchanged", async () => {
  for (const redirect of HARMLESS) {
    const member = browser();
    const started = await member.start({ redirect });
    await (await member.fetch(await answerWecom(stack, started.loginUrl))).body?.cancel();
    const complete = member.fetch(`/login/complete?attempt=${started.sessionId}`);
    const { location, origin } = await redirectOf(complete);
    assert.ok([PUBLIC, FRONTEND].includes(origin), `${redirect} led to ${location}`);
    assert.equal(new URL(location).href, new URL(origin + redirect).href);
  }
});

Deno.test("open redirect: Host and forwarded headers do not change where people are redirected", async () => {
  const member = browser();
  await signIn(stack, member);
  const headers = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "http",
    forwarded: "host=evil.example",
  };
  for (const host of [undefined, "evil.example"]) {
    const ask = host === undefined ? { headers } : { headers, host };
    const { origin } = await redirectOf(member.fetch("/login?redirect=/orders", ask));
    assert.ok([PUBLIC, FRONTEND].includes(origin), origin);
  }
});

Deno.test("the redirect of a login leads to an address without code and state, and is not stored or sent as Referer", async () => {
  const desktop = browser();
  const started = await desktop.start();
  const back = await answerWecom(stack, started.loginUrl);
  const code = new URL(back).searchParams.get("code")!;
  const answer = await desktop.fetch(back);
  const location = answer.headers.get("location")!;
  assert.equal(answer.status, 303);
  assert.ok(!location.includes(code) && !location.includes(started.state), location);
  assertPrivate(answer);
  const elsewhere = await desktop.fetch(new URL(back).pathname + new URL(back).search, {
    host: "wecom-internal.example.com",
  });
  assert.equal(elsewhere.status, 303);
  assertPrivate(elsewhere);
  const complete = await desktop.fetch(location);
  assertPrivate(complete);
});

Deno.test("every page around a login is no-store and no-referrer, and loads nothing from other sites", async () => {
  for (const [name, page] of await allPages()) {
    const html = await page.text();
    assert.match(html, /^<!doctype html>/, name);
    assertPrivate(page, name);
    // A link is not loaded: the sign-in page leads to the simulated phone.
    const loaded = html.replaceAll(/<a href="[^"]*"/g, "<a");
    assert.doesNotMatch(loaded, /(src|href|action|srcset)="?(https?:)?\/\//i, name);
    assert.doesNotMatch(html, /<(iframe|object|embed|base)\b|url\(\s*['"]?https?:/i, name);
  }
});

Deno.test("answers with tokens or attempts are no-store", async () => {
  const member = browser();
  const started = await member.start();
  await (await member.fetch(await answerWecom(stack, started.loginUrl))).body?.cancel();
  const query = `state=${started.state}&sessionId=${started.sessionId}`;
  const answers = [
    await member.fetch("/api/auth/wecom/qrcode"),
    await member.fetch(`/api/auth/wecom/status?${query}`),
    await member.fetch(`/api/auth/wecom/poll?wait=0&${query}`),
    await member.redeem(started.sessionId),
    await member.postJson("/api/auth/refresh", {}),
    await member.fetch("/api/auth/me"),
    await member.fetch("/api/auth/wecom/status"),
  ];
  for (const answer of answers) {
    assert.equal(answer.headers.get("cache-control"), "no-store", answer.url);
    await answer.body?.cancel();
  }
});

Deno.test("clickjacking: no page can be framed, and no page runs a script from another site", async () => {
  for (const [name, page] of await allPages()) {
    const policy = page.headers.get("content-security-policy") ?? "";
    assert.match(policy, /(^|; )frame-ancestors 'none'(;|$)/, name);
    assert.match(policy, /(^|; )default-src 'none'(;|$)/, name);
    assert.match(policy, /(^|; )script-src 'self'(;|$)/, name);
    assert.match(policy, /(^|; )base-uri 'none'(;|$)/, name);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/, name);
    assert.equal(page.headers.get("x-content-type-options"), "nosniff", name);
    await page.body?.cancel();
  }
});

/** Every kind of page that `auth`, `callback` and the embedded process can answer. */
async function allPages(): Promise<[string, Response][]> {
  const html = { headers: { accept: "text/html" } };
  const [desktop, phone] = [browser(), browser()];
  const own = await desktop.start({ flow: "own" });
  const form = await scanOwn(stack, phone, own);
  const answer = { attempt: form.attempt, secret: form.secret };
  const second = await desktop.start({ flow: "own" });
  const confirmPage = await phone.fetch(await answerWecom(stack, second.loginUrl));
  const copy = confirmPage.clone();
  readConfirmForm(await copy.text());
  const failed = await desktop.start();
  const back = await answerWecom(stack, failed.loginUrl, "outsider");
  await (await desktop.fetch(back)).body?.cancel();
  const home = createHome({
    publicUrl: PUBLIC,
    jwksUrl: `${PUBLIC}/.well-known/jwks.json`,
    links: [],
    systems: () => Promise.resolve([]),
  });
  return [
    [
      "home",
      await home.fetch(new Request(`${PUBLIC}/`, { headers: { host: "wecom.example.com" } }), {}),
    ],
    ["sign-in", await desktop.fetch("/login")],
    ["failed login", await desktop.fetch(`/login/complete?attempt=${failed.sessionId}`)],
    ["unknown login", await desktop.fetch(`/login/complete?attempt=${"0".repeat(32)}`)],
    ["refused redirect", await desktop.fetch("/api/auth/wecom/callback?code=x&state=y")],
    ["confirm", confirmPage],
    ["closing", await phone.postForm("/api/auth/wecom/confirm", { ...answer, decision: "deny" })],
    ["failure on the phone", await outsiderOnPhone()],
    ["bad form", await phone.postForm("/api/auth/wecom/confirm", {})],
    ["not found", await desktop.fetch("/nowhere", html)],
    ["bad query", await desktop.fetch("/login/complete?attempt=x", html)],
  ];
}

async function outsiderOnPhone(): Promise<Response> {
  const started = await browser().start({ flow: "own" });
  return await browser().fetch(await answerWecom(stack, started.loginUrl, "outsider"));
}

function assertPrivate(response: Response, name = response.url): void {
  assert.equal(response.headers.get("cache-control"), "no-store", name);
  const policy = response.headers.get("referrer-policy") ?? "";
  // The home page's sign-out form needs its origin, which contains no path and no query.
  assert.equal(policy, name === "home" ? "strict-origin" : "no-referrer", name);
}

async function redirectOf(answer: Promise<Response>) {
  const { status, headers, body } = await answer;
  await body?.cancel();
  const location = headers.get("location") ?? "";
  assert.doesNotMatch(location, /[\r\n\t\\]/);
  assert.deepEqual(headers.getSetCookie().filter((cookie) => cookie.startsWith("x=")), []);
  return { status, location, origin: new URL(location).origin };
}
