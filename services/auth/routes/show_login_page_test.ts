import assert from "node:assert/strict";
import { SAMPLE_IDENTITY, SAMPLE_MATCH } from "packages/login/testing/sample_attempt.ts";
import { askForNumber, claim, deny } from "packages/login/transitions.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { TestDatabase } from "packages/testkit/test_database.ts";
import { NEW_ATTEMPTS } from "services/auth/create_login_attempt.ts";
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

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 " +
  "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

/** What the page's script gets of the attempt in the first HTML; undefined when there is none. */
async function shownAttempt(response: Response) {
  const json = /data-attempt="([^"]*)"/.exec(await response.text())?.[1];
  return json === undefined
    ? undefined
    : JSON.parse(json.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
}

Deno.test("the first HTML has the QR code of a new attempt, which belongs to this browser", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const response = await browser.get("/login?redirect=/orders");
  assert.match(await response.clone().text(), /<img class="scan-qr" src="data:image\/svg\+xml/);
  const { sessionId, state, status } = await shownAttempt(response);
  assert.equal(status, "pending");
  const stored = await app.attempts.readBySession(sessionId);
  assert.deepEqual([stored?.attempt.flow, stored?.attempt.redirect], ["own", "/orders"]);
  const polled = await browser.get(
    `/api/auth/wecom/status?state=${state}&sessionId=${sessionId}`,
  );
  assert.equal(polled.status, 200);
});

Deno.test("a reloaded page continues the attempt of its browser, with the number while the phone is asked", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const { sessionId } = await shownAttempt(await browser.get("/login"));
  assert.equal((await shownAttempt(await browser.get("/login?redirect=/x"))).sessionId, sessionId);
  await app.advance(
    sessionId,
    claim,
    (attempt, now) => askForNumber(attempt, now, SAMPLE_IDENTITY, SAMPLE_MATCH),
  );
  const reloaded = await browser.get("/login");
  assert.match(await reloaded.clone().text(), /scan-number.*42/);
  const shown = await shownAttempt(reloaded);
  assert.deepEqual([shown.sessionId, shown.matchNumber, shown.version], [sessionId, "42", 3]);
  assert.deepEqual(reloaded.headers.getSetCookie(), []);
  // Another browser gets its own attempt, also with a cookie of that name.
  const stranger = app.browser();
  stranger.cookies.set(`__Host-wl_${sessionId}`, "guessed");
  assert.notEqual((await shownAttempt(await stranger.get("/login"))).sessionId, sessionId);
});

Deno.test("an attempt that has ended, has little time left, or is of another app or flow is not continued", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const first = (await shownAttempt(await browser.get("/login"))).sessionId;
  await app.advance(first, deny);
  const second = (await shownAttempt(await browser.get("/login"))).sessionId;
  assert.notEqual(second, first);
  app.clock.advance(101_000);
  const third = (await shownAttempt(await browser.get("/login"))).sessionId;
  assert.notEqual(third, second);
  const hosted = await browser.createAttempt({ flow: "hosted" });
  assert.notEqual(hosted.sessionId, third);
  assert.equal((await shownAttempt(await browser.get("/login"))).sessionId, third);
});

Deno.test("a request that no person sees, a phone, and a caller over the limit start no attempt", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const unseen: [string, Record<string, string>][] = [
    ["GET", { "sec-purpose": "prefetch" }],
    ["GET", { purpose: "prefetch" }],
    ["GET", { "sec-fetch-dest": "image" }],
    ["GET", { "sec-fetch-dest": "empty" }],
    ["GET", { "user-agent": IPHONE }],
    ["GET", { "sec-ch-ua-mobile": "?1" }],
    ["HEAD", {}],
  ];
  for (const [method, headers] of unseen) {
    const response = await browser.get("/login", { method, headers });
    assert.equal(response.status, 200);
    assert.deepEqual(response.headers.getSetCookie(), [], JSON.stringify(headers));
    assert.equal(await shownAttempt(response), undefined);
  }
  for (let count = 0; count < NEW_ATTEMPTS.max; count += 1) {
    await app.limiter.count(NEW_ATTEMPTS, browser.ip);
  }
  const over = await browser.get("/login");
  assert.equal(over.status, 200);
  assert.equal(await shownAttempt(over), undefined);
  assert.equal((await app.browser().get("/login?app=other")).status, 400);
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
