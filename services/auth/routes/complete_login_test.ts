import assert from "node:assert/strict";
import { claim, consume, deny, fail } from "packages/login/transitions.ts";
import { eventually } from "packages/testkit/eventually.ts";
import type { TestDatabase } from "packages/testkit/test_database.ts";
import { createAuthApp, FRONTEND_URL, PUBLIC_URL } from "services/auth/testing/auth_app.ts";
import { createAuthDatabase } from "services/auth/testing/auth_database.ts";

const pathOf = ({ sessionId }: { sessionId: string }) => `/login/complete?attempt=${sessionId}`;

let database: TestDatabase;
Deno.test.beforeAll(async () => void (database = await createAuthDatabase()));
Deno.test.afterAll(() => database.drop());

Deno.test("a confirmed attempt signs the browser in and redirects it to the path of the attempt", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const targets = { "/orders?id=1": FRONTEND_URL, "/console/inbox": PUBLIC_URL };
  for (const [redirect, origin] of Object.entries(targets)) {
    const browser = app.browser();
    const attempt = await browser.createAttempt({ redirect });
    await app.confirm(attempt.sessionId);
    const response = await browser.get(pathOf(attempt));
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("location"), origin + redirect);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal((await browser.get("/api/auth/me")).status, 200);
    assert.ok(browser.cookies.has(`__Host-wl_${attempt.sessionId}`), "the binding is kept");
  }
});

Deno.test("a page that continued an attempt leads to its own destination, and never to another site", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const attempt = await browser.createAttempt({ redirect: "/orders" });
  await app.confirm(attempt.sessionId);
  const locationFor = async (redirect: string) => {
    const response = await browser.get(
      `${pathOf(attempt)}&redirect=${encodeURIComponent(redirect)}`,
    );
    return response.headers.get("location");
  };
  assert.equal(await locationFor("/deals"), `${FRONTEND_URL}/deals`);
  assert.equal(await locationFor("//evil.example"), `${FRONTEND_URL}/orders`);
});

Deno.test("it waits for the decision while the attempt is not decided", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  const waiting = browser.get(pathOf(attempt));
  await eventually(() => assert.equal(app.waiters.count, 1), { withinMs: 30_000 });
  await app.confirm(attempt.sessionId);
  assert.equal((await waiting).status, 303);
});

Deno.test("a browser that is already signed in is redirected, and an expired access token is renewed", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const attempt = await browser.createAttempt({ redirect: "/orders" });
  await app.confirm(attempt.sessionId);
  await browser.get(pathOf(attempt));
  const second = await browser.get(pathOf(attempt));
  assert.equal(second.headers.get("location"), `${FRONTEND_URL}/orders`);
  assert.deepEqual(second.headers.getSetCookie(), []);
  const unknown = await browser.get(pathOf({ sessionId: "0".repeat(32) }));
  assert.equal(unknown.headers.get("location"), `${FRONTEND_URL}/`);

  app.clock.advance(600_000);
  const refreshed = await browser.get(pathOf(attempt));
  assert.equal(refreshed.status, 303);
  assert.equal(refreshed.headers.getSetCookie().length, 2, "new tokens");
});

Deno.test("an attempt that was consumed while its session was lost can still be redeemed", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  await app.confirm(attempt.sessionId);
  await app.advance(attempt.sessionId, consume);
  assert.equal((await browser.get(pathOf(attempt))).status, 303);
  assert.equal((await browser.get("/api/auth/me")).status, 200);
});

Deno.test("in another browser it is refused, and the attempt can still be redeemed", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  await app.confirm(attempt.sessionId);
  const foreign = await app.browser().get(pathOf(attempt));
  assert.equal(foreign.status, 403);
  assert.deepEqual(foreign.headers.getSetCookie(), []);
  assert.ok(!(await foreign.text()).includes(attempt.sessionId));
  assert.equal((await browser.get(pathOf(attempt))).status, 303);
});

Deno.test("an attempt that was denied, failed or expired is answered with a page that says so", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const pageOf = async (attempt: { sessionId: string }) => {
    const response = await browser.get(pathOf(attempt));
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type")!, /^text\/html/);
    return await response.text();
  };
  const denied = await browser.createAttempt({ redirect: "/orders" });
  await app.advance(denied.sessionId, deny);
  const page = await pageOf(denied);
  assert.match(page, /login_denied/);
  assert.match(page, /href="\/login\?redirect=%2Forders"/);
  const failed = await browser.createAttempt();
  await app.advance(failed.sessionId, claim, (from, now) => fail(from, now, "out_of_scope"));
  assert.match(await pageOf(failed), /login_out_of_scope/);
  const expired = await browser.createAttempt();
  app.clock.advance(600_000);
  assert.match(await pageOf(expired), /login_expired/);
});

Deno.test("HEAD redeems nothing, and a wrong id is refused with a page", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  await app.confirm(attempt.sessionId);
  assert.equal((await browser.get(pathOf(attempt), { method: "HEAD" })).status, 405);
  assert.equal((await app.attempts.readBySession(attempt.sessionId))?.attempt.status, "confirmed");
  const wrong = await browser.get("/login/complete?attempt=x");
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /request_invalid/);
});
