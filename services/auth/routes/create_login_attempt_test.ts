import assert from "node:assert/strict";
import { codeChallengeOf } from "packages/login/binding.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { createAuthApp, PUBLIC_URL } from "services/auth/testing/auth_app.ts";
import { refusalOf } from "services/auth/testing/test_browser.ts";

const PATH = "/api/auth/wecom/qrcode";

Deno.test("a hosted attempt is answered with WeCom's login page and bound to the browser by a cookie", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const response = await browser.get(`${PATH}?redirect=/orders`, {
    headers: { "user-agent": "u".repeat(300) },
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("cache-control"), "no-store");
  const { state, sessionId, loginUrl, ...rest } = await response.json();
  assert.deepEqual(rest, {
    flow: "hosted",
    pollAfterMs: 0,
    status: "pending",
    version: 1,
    expiresAt: new Date(app.clock.now() + 600_000).toISOString(),
  });
  const url = new URL(loginUrl);
  assert.equal(url.pathname, "/wwlogin/sso/login");
  assert.equal(url.searchParams.get("state"), state);
  assert.equal(url.searchParams.get("redirect_uri"), `${PUBLIC_URL}/api/auth/wecom/callback`);

  const cookie = browser.cookies.get(`__Host-wl_${sessionId}`)!;
  assert.deepEqual(response.headers.getSetCookie(), [
    `__Host-wl_${sessionId}=${cookie}; Max-Age=720; Path=/; HttpOnly; Secure; SameSite=Lax`,
  ]);
  const stored = await app.attempts.readByState(state);
  assert.equal(stored?.attempt.bindingHash, sha256Hex(cookie));
  assert.equal(stored?.attempt.redirect, "/orders");
  assert.deepEqual(stored?.attempt.requester, { ip: browser.ip, userAgent: "u".repeat(256) });
  assert.ok(app.log.some(({ event }) => event === "login_attempt_created"));
});

Deno.test("an own QR attempt is answered with a QR code and expires after two minutes", async () => {
  await using app = await createAuthApp();
  const own = await (await app.browser().get(`${PATH}?flow=own`)).json();
  assert.match(own.qr, /^data:image\/svg\+xml,/);
  assert.equal(new URL(own.loginUrl).pathname, "/connect/oauth2/authorize");
  assert.equal(own.expiresAt, new Date(app.clock.now() + 120_000).toISOString());
  const inApp = await (await app.browser().get(`${PATH}?flow=inapp`)).json();
  assert.equal(new URL(inApp.loginUrl).pathname, "/connect/oauth2/authorize");
  assert.equal(inApp.qr, undefined);
});

Deno.test("a new attempt ends the one that it replaces, only for the browser that it belongs to", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const first = await (await browser.get(`${PATH}?flow=own`)).json();
  const statusOf = async () => {
    const query = new URLSearchParams({ state: first.state, sessionId: first.sessionId });
    return (await (await browser.get(`/api/auth/wecom/status?${query}`)).json()).status;
  };
  await app.browser().get(`${PATH}?flow=own&replaces=${first.sessionId}`);
  assert.equal(await statusOf(), "pending");
  const second = await browser.get(`${PATH}?flow=own&replaces=${first.sessionId}`);
  assert.equal((await second.json()).status, "pending");
  assert.equal(await statusOf(), "expired");
  // What has ended already is replaced without an error.
  const third = await browser.get(`${PATH}?flow=own&replaces=${first.sessionId}`);
  assert.equal(third.status, 200);
});

Deno.test("wrong parameters, an unknown app and a missing configuration are refused", async () => {
  await using app = await createAuthApp();
  const challenge = "code_challenge=short";
  for (const query of ["flow=other", "redirect=//evil.example", "redirect=orders", challenge]) {
    const response = await app.browser().get(`${PATH}?${query}`);
    assert.equal(await refusalOf(response), "400 request_invalid", query);
  }
  assert.equal(await refusalOf(await app.browser().get(`${PATH}?app=x`)), "400 login_app_unknown");
  await using empty = await createAuthApp({ hasApp: false });
  assert.equal(await refusalOf(await empty.browser().get(PATH)), "503 login_not_configured");
});

Deno.test("another site needs a code challenge, and HEAD creates no attempt", async () => {
  await using app = await createAuthApp();
  const headers = { "sec-fetch-site": "cross-site" };
  const browser = app.browser();
  const refused = await browser.get(PATH, { headers });
  assert.equal(await refusalOf(refused), "403 request_origin_refused");
  assert.equal(browser.cookies.size, 0);
  const challenge = codeChallengeOf("a-verifier-of-the-front-end");
  const created = await browser.get(`${PATH}?code_challenge=${challenge}`, { headers });
  const { state } = await created.json();
  assert.equal((await app.attempts.readByState(state))?.attempt.codeChallenge, challenge);
  assert.equal((await browser.get(PATH, { method: "HEAD" })).status, 405);
});

Deno.test("a browser keeps eight binding cookies: a new attempt deletes the oldest", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const first = await browser.createAttempt();
  for (let count = 0; count < 7; count += 1) await browser.createAttempt();
  assert.equal(browser.cookies.size, 8);
  const last = await browser.createAttempt();
  assert.equal(browser.cookies.size, 8);
  assert.ok(!browser.cookies.has(`__Host-wl_${first.sessionId}`));
  assert.ok(browser.cookies.has(`__Host-wl_${last.sessionId}`));
});

Deno.test("one address creates 600 attempts a minute, also through /login, then gets 429", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  for (let count = 0; count < 600; count += 1) await browser.createAttempt();
  const refused = await browser.get(PATH);
  assert.equal(refused.headers.get("retry-after"), "60");
  assert.equal(await refusalOf(refused), "429 rate_limited");
  assert.equal((await browser.get("/login?flow=hosted")).status, 429);
  assert.equal((await app.browser().get(PATH)).status, 200);
  app.clock.advance(60_000);
  assert.equal((await browser.get(PATH)).status, 200);
});

Deno.test("planted binding cookies make no answer larger than a proxy takes", async () => {
  await using app = await createAuthApp();
  const planted = (name: (index: number) => string) =>
    Array.from({ length: 120 }, (_, index) => `__Host-wl_${name(index)}=x`).join("; ");
  const answerTo = (cookie: string) => app.browser().get(PATH, { headers: { cookie } });
  const ours = await answerTo(planted((index) => String(index).padStart(32, "0")));
  assert.equal(ours.status, 200);
  assert.equal(ours.headers.getSetCookie().length, 9, "eight are deleted, one is set");
  const size = [...ours.headers].reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    0,
  );
  assert.ok(size < 2_000, `${size} bytes`);
  const foreign = await answerTo(planted((index) => `${"x".repeat(60)}${index}`));
  assert.equal(
    foreign.headers.getSetCookie().length,
    1,
    "cookies that are not ours are left alone",
  );
});
