import assert from "node:assert/strict";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { TestDatabase } from "packages/testkit/test_database.ts";
import { hashPassword } from "services/auth/domain/password.ts";
import { createAuthApp, FRONTEND_URL, PUBLIC_URL } from "services/auth/testing/auth_app.ts";
import { createAuthDatabase } from "services/auth/testing/auth_database.ts";
import { signIn } from "services/auth/testing/sign_in.ts";

const IN_WECOM = { headers: { "user-agent": "Mozilla/5.0 wxwork/4.1.0 MicroMessenger/7.0.1" } };

let database: TestDatabase;
Deno.test.beforeAll(async () => void (database = await createAuthDatabase()));
Deno.test.afterAll(() => database.drop());

Deno.test("a browser that is not signed in gets the page, with the account form once there is an account", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const response = await app.browser().get("/login?redirect=/orders");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.match(response.headers.get("content-type")!, /^text\/html/);
  assert.doesNotMatch(await response.text(), /type="password"/);
  await app.accounts.save("ops", await hashPassword("correct horse battery", systemRandomBytes));
  assert.match(await (await app.browser().get("/login")).text(), /type="password"/);
});

Deno.test("a signed-in browser is redirected; an expired access token is renewed on the way", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  await signIn(app, browser);
  const valid = await browser.get("/login?redirect=/orders");
  assert.equal(valid.status, 303);
  assert.equal(valid.headers.get("location"), `${FRONTEND_URL}/orders`);
  assert.deepEqual(valid.headers.getSetCookie(), []);
  app.clock.advance(600_000);
  const renewed = await browser.get("/login?redirect=/console");
  assert.equal(renewed.headers.get("location"), `${PUBLIC_URL}/console`);
  assert.equal(renewed.headers.getSetCookie().length, 2);
  assert.equal((await browser.get("/api/auth/me")).status, 200);
});

Deno.test("with renew only a new access token counts: without a refresh token the page is shown", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  await signIn(app, browser);
  const renewed = await browser.get("/login?renew=1");
  assert.equal(renewed.status, 303);
  assert.equal(renewed.headers.getSetCookie().length, 2);
  browser.cookies.delete("__Host-wecom_refresh");
  assert.equal((await browser.get("/login?renew=1")).status, 200);
  assert.equal((await browser.get("/login")).status, 303);
});

Deno.test("inside WeCom, and with flow=hosted, the browser goes to WeCom with a new attempt", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const inApp = await browser.get("/login?redirect=/orders", IN_WECOM);
  assert.equal(inApp.status, 303);
  const url = new URL(inApp.headers.get("location")!);
  assert.equal(url.pathname, "/connect/oauth2/authorize");
  const stored = await app.attempts.readByState(url.searchParams.get("state")!);
  assert.deepEqual([stored?.attempt.flow, stored?.attempt.redirect], ["inapp", "/orders"]);
  assert.ok(browser.cookies.has(`__Host-wl_${stored?.attempt.sessionId}`));
  const hosted = await app.browser().get("/login?flow=hosted");
  assert.equal(new URL(hosted.headers.get("location")!).pathname, "/wwlogin/sso/login");
});

Deno.test("after signing out, and without a WeCom app, the page is shown also inside WeCom", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  assert.equal((await app.browser().get("/login?signed_out=1", IN_WECOM)).status, 200);
  await using empty = await createAuthApp({ sql: database.sql, hasApp: false });
  assert.equal((await empty.browser().get("/login", IN_WECOM)).status, 200);
  assert.equal((await app.browser().get("/login?app=x", IN_WECOM)).status, 400);
});

Deno.test("a redirect to another site is replaced by /, and another host by PUBLIC_URL", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  await signIn(app, browser);
  const foreign = await browser.get("/login?redirect=//evil.example");
  assert.equal(foreign.headers.get("location"), `${FRONTEND_URL}/`);
  const headers = { host: "127.0.0.1:3001" };
  const otherHost = await browser.get("/login?redirect=/orders", { headers });
  assert.equal(otherHost.headers.get("location"), `${PUBLIC_URL}/login?redirect=/orders`);
});

Deno.test("when WeCom's page sends no browser back, the sign-in page names the host to enter; after a redirect no more", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const host = "wecom.example.com";
  const readPage = async () => await (await app.browser().get("/login")).text();
  const sessionIds: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    const sent = await app.browser().get("/login?flow=hosted");
    const state = new URL(sent.headers.get("location")!).searchParams.get("state")!;
    sessionIds.push((await app.attempts.readByState(state))!.attempt.sessionId);
  }
  assert.doesNotMatch(await readPage(), /授权回调域/);
  app.clock.advance(60_000);
  assert.match(await readPage(), new RegExp(`授权回调域」设为 ${host}`));
  await app.confirm(sessionIds[1]!);
  assert.doesNotMatch(await readPage(), /授权回调域/);
});
