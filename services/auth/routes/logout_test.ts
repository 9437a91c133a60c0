import assert from "node:assert/strict";
import type { TestDatabase } from "packages/testkit/test_database.ts";
import { createAuthApp, PUBLIC_URL } from "services/auth/testing/auth_app.ts";
import { createAuthDatabase } from "services/auth/testing/auth_database.ts";
import { signIn } from "services/auth/testing/sign_in.ts";
import { refusalOf } from "services/auth/testing/test_browser.ts";

const PATH = "/api/auth/logout";

let database: TestDatabase;
Deno.test.beforeAll(async () => void (database = await createAuthDatabase()));
Deno.test.afterAll(() => database.drop());

Deno.test("signing out ends the session and deletes both cookies, also with an expired access token", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  for (const waitMs of [0, 600_000]) {
    const browser = app.browser();
    await signIn(app, browser);
    const refresh_token = browser.cookies.get("__Host-wecom_refresh");
    app.clock.advance(waitMs);
    const response = await browser.post(PATH, {});
    assert.equal(response.status, 204);
    assert.deepEqual(
      response.headers.getSetCookie().map((line) => line.split(";", 2).join(";")),
      ["__Host-wecom_access=; Max-Age=0", "__Host-wecom_refresh=; Max-Age=0"],
    );
    const late = await app.browser().post("/api/auth/refresh", { refresh_token });
    assert.equal(await refusalOf(late), "401 session_refresh_invalid");
  }
});

Deno.test("who is signed in is 401 after signing out, although the access token has not expired", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const token = await signIn(app, app.browser());
  const headers = { authorization: `Bearer ${token}` };
  assert.equal((await app.browser().get("/api/auth/me", { headers })).status, 200);
  assert.equal((await app.browser().post(PATH, {}, headers)).status, 204);
  const me = await app.browser().get("/api/auth/me", { headers });
  assert.equal(await refusalOf(me), "401 access_token_invalid");
});

Deno.test("a form is redirected to the sign-in page", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  await signIn(app, browser);
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const response = await browser.post(PATH, {}, form);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), `${PUBLIC_URL}/login?signed_out=1`);
});

Deno.test("a form of another site deletes no cookies, and a request with cookies from there is refused", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const foreign = {
    "content-type": "application/x-www-form-urlencoded",
    origin: "https://evil.example",
  };
  const withoutCookies = await app.browser().post(PATH, {}, foreign);
  assert.deepEqual(withoutCookies.headers.getSetCookie(), []);
  const browser = app.browser();
  await signIn(app, browser);
  assert.equal(
    await refusalOf(await browser.post(PATH, {}, foreign)),
    "403 request_origin_refused",
  );
  assert.equal((await browser.post("/api/auth/refresh", {})).status, 200);
});
