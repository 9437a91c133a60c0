import assert from "node:assert/strict";
import { codeChallengeOf } from "packages/login/binding.ts";
import { deny } from "packages/login/transitions.ts";
import type { TestDatabase } from "packages/testkit/test_database.ts";
import { type AuthApp, createAuthApp } from "services/auth/testing/auth_app.ts";
import { createAuthDatabase } from "services/auth/testing/auth_database.ts";
import { refusalOf, type TestBrowser } from "services/auth/testing/test_browser.ts";

const PATH = "/api/auth/token";

let database: TestDatabase;
Deno.test.beforeAll(async () => void (database = await createAuthDatabase()));
Deno.test.afterAll(() => database.drop());

async function confirmed(app: AuthApp, browser: TestBrowser, query?: Record<string, string>) {
  const { sessionId } = await browser.createAttempt(query);
  await app.confirm(sessionId);
  return { sessionId };
}

Deno.test("a confirmed attempt is redeemed for tokens and cookies, without the refresh token in the body", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const response = await browser.post(PATH, await confirmed(app, browser));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("cache-control"), "no-store");
  const { access_token, ...body } = await response.json();
  assert.deepEqual(body, {
    token_type: "Bearer",
    expires_in: 600,
    member: { subject: "ww0123456789abcdef/zhangsan", name: "张三", roles: ["staff"] },
  });
  const [access, refresh] = response.headers.getSetCookie();
  const attributes = "Path=/; HttpOnly; Secure; SameSite=Lax";
  assert.equal(access, `__Host-wecom_access=${access_token}; Max-Age=600; ${attributes}`);
  assert.match(refresh!, /^__Host-wecom_refresh=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly;/);
  assert.equal((await browser.get("/api/auth/me")).status, 200);
  assert.ok(app.log.some(({ event }) => event === "login_attempt_completed"));
});

Deno.test("a client with the verifier gets the refresh token in the body", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const verifier = "a-verifier-of-the-front-end";
  const attempt = await confirmed(app, app.browser(), {
    code_challenge: codeChallengeOf(verifier),
  });
  const headers = { authorization: `Bearer ${verifier}`, origin: "https://other.example" };
  const response = await app.browser().post(PATH, attempt, headers);
  assert.match((await response.json()).refresh_token, /^[\w-]{43}$/);
});

Deno.test("an attempt is redeemed once, also by requests at the same time", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const attempt = await confirmed(app, browser);
  const answers = await Promise.all([1, 2, 3].map(() => browser.post(PATH, attempt)));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409, 409]);
  const again = await browser.post(PATH, attempt);
  assert.equal(await refusalOf(again), "409 login_already_redeemed");
});

Deno.test("an attempt that is pending, denied or was confirmed too long ago is refused", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const { sessionId } = await browser.createAttempt();
  const refused = async (id: string) =>
    await refusalOf(await browser.post(PATH, { sessionId: id }));
  assert.equal(await refused(sessionId), "409 login_not_confirmed");
  await app.advance(sessionId, deny);
  assert.equal(await refused(sessionId), "409 login_not_confirmed");
  const late = await confirmed(app, browser);
  app.clock.advance(60_000);
  assert.equal(await refused(late.sessionId), "409 login_not_confirmed");
});

Deno.test("without the binding, from another origin or with a wrong body it is refused, and stays redeemable", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const attempt = await confirmed(app, browser);
  const foreign = app.browser().post(PATH, attempt);
  const unknown = browser.post(PATH, { sessionId: "0".repeat(32) });
  for (const answer of [foreign, unknown]) {
    assert.equal(await refusalOf(await answer), "404 login_attempt_not_found");
  }
  const origin = { origin: "https://evil.example" };
  const otherOrigin = await browser.post(PATH, attempt, origin);
  assert.equal(await refusalOf(otherOrigin), "403 request_origin_refused");
  const text = await browser.post(PATH, attempt, { "content-type": "text/plain" });
  assert.equal(await refusalOf(text), "415 request_type_unsupported");
  const wrongBody = await browser.post(PATH, { sessionId: "x" });
  assert.equal(await refusalOf(wrongBody), "400 request_invalid");
  assert.equal((await browser.post(PATH, attempt)).status, 200);
});

Deno.test("one address redeems 20 times a minute, then gets 429", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  for (let count = 0; count < 20; count += 1) {
    assert.equal((await browser.post(PATH, { sessionId: "0".repeat(32) })).status, 404);
  }
  assert.equal(await refusalOf(await browser.post(PATH, {})), "429 rate_limited");
});
