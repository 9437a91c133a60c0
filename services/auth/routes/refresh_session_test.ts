import assert from "node:assert/strict";
import type { TestDatabase } from "packages/testkit/test_database.ts";
import { createAuthApp } from "services/auth/testing/auth_app.ts";
import { createAuthDatabase } from "services/auth/testing/auth_database.ts";
import { signIn } from "services/auth/testing/sign_in.ts";
import { refusalOf } from "services/auth/testing/test_browser.ts";

const PATH = "/api/auth/refresh";
const COOKIE = "__Host-wecom_refresh";

let database: TestDatabase;
Deno.test.beforeAll(async () => void (database = await createAuthDatabase()));
Deno.test.afterAll(() => database.drop());

Deno.test("a refresh token from the cookie is replaced in the cookie and not shown in the body", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  await signIn(app, browser);
  const token = browser.cookies.get(COOKIE)!;
  app.clock.advance(600_000);
  assert.equal((await browser.get("/api/auth/me")).status, 401);
  const response = await browser.post(PATH, {});
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(Object.keys(await response.json()), [
    "access_token",
    "token_type",
    "expires_in",
    "member",
  ]);
  assert.notEqual(browser.cookies.get(COOKIE), token);
  assert.equal((await browser.get("/api/auth/me")).status, 200);
});

Deno.test("a refresh token from the body is replaced in the body", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  await signIn(app, browser);
  const given = browser.cookies.get(COOKIE)!;
  const response = await app.browser().post(PATH, { refresh_token: given });
  const { refresh_token } = await response.json();
  assert.match(refresh_token, /^[\w-]{43}$/);
  assert.notEqual(refresh_token, given);
});

Deno.test("a replaced token returns the same successor for 30 seconds, then ends the session", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  await signIn(app, browser);
  const refresh_token = browser.cookies.get(COOKIE)!;
  const refresh = () => app.browser().post(PATH, { refresh_token });
  const [first, second] = [await (await refresh()).json(), await (await refresh()).json()];
  assert.equal(second.refresh_token, first.refresh_token);
  app.clock.advance(30_001);
  assert.equal(await refusalOf(await refresh()), "401 session_refresh_invalid");
  const successor = await app.browser().post(PATH, { refresh_token: first.refresh_token });
  assert.equal(await refusalOf(successor), "401 session_refresh_invalid");
});

Deno.test("a missing, unknown or malformed token and another origin are refused", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  await signIn(app, browser);
  const unknown = { refresh_token: "A".repeat(43) };
  for (const body of [{}, unknown]) {
    const response = await app.browser().post(PATH, body);
    assert.equal(await refusalOf(response), "401 session_refresh_invalid");
    assert.deepEqual(response.headers.getSetCookie(), []);
  }
  const malformed = await browser.post(PATH, { refresh_token: "short" });
  assert.equal(await refusalOf(malformed), "400 request_invalid");
  const foreign = await browser.post(PATH, {}, { origin: "https://evil.example" });
  assert.equal(await refusalOf(foreign), "403 request_origin_refused");
  assert.equal((await browser.post(PATH, {})).status, 200);
});
