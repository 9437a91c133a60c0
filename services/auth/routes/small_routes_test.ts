import assert from "node:assert/strict";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { TestDatabase } from "packages/testkit/test_database.ts";
import { hashPassword } from "services/auth/domain/password.ts";
import { type AuthApp, createAuthApp, PUBLIC_URL } from "services/auth/testing/auth_app.ts";
import { createAuthDatabase } from "services/auth/testing/auth_database.ts";
import { signIn } from "services/auth/testing/sign_in.ts";
import { refusalOf, type TestBrowser } from "services/auth/testing/test_browser.ts";

// get_me, get_jwks, get_health, show_console, show_reference_index.

let database: TestDatabase;
Deno.test.beforeAll(async () => void (database = await createAuthDatabase()));
Deno.test.afterAll(() => database.drop());

async function signInAsOperator(app: AuthApp, browser: TestBrowser): Promise<void> {
  const password = "correct horse battery";
  await app.accounts.save("ops", await hashPassword(password, systemRandomBytes));
  await browser.post("/api/v1/login", { username: "ops", password });
}

Deno.test("me returns the person who is signed in, by cookie or Bearer token, and 401 otherwise", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const token = await signIn(app, browser);
  const response = await browser.get("/api/auth/me");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(await response.json(), {
    subject: "ww0123456789abcdef/zhangsan",
    name: "张三",
    roles: ["staff"],
  });
  const bearer = (value: string) =>
    app.browser().get("/api/auth/me", { headers: { authorization: `Bearer ${value}` } });
  assert.equal((await bearer(token)).status, 200);
  assert.equal(await refusalOf(await bearer(`${token}x`)), "401 access_token_invalid");
  const withoutToken = await app.browser().get("/api/auth/me");
  assert.equal(await refusalOf(withoutToken), "401 access_token_missing");
});

Deno.test("the JWK set contains public keys only, may be cached and has no rate limit", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const response = await browser.get("/.well-known/jwks.json");
  assert.equal(response.headers.get("cache-control"), "public, max-age=300");
  const { keys } = await response.json();
  assert.equal(keys.length, 1);
  assert.deepEqual(Object.keys(keys[0]).sort(), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
  for (let count = 0; count < 310; count += 1) {
    assert.equal((await browser.get("/.well-known/jwks.json")).status, 200);
  }
});

Deno.test("health is 503 until the process serves, then 200, without reasons or a rate limit", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  for (const path of ["/api/health", "/health"]) {
    const starting = await browser.get(path);
    assert.equal(starting.status, 503);
    assert.deepEqual(await starting.json(), { status: "unavailable" });
  }
  app.health.open();
  for (let count = 0; count < 310; count += 1) {
    assert.equal((await browser.get("/health")).status, 200);
  }
  assert.deepEqual(await (await browser.get("/api/health")).json(), { status: "ok" });
});

Deno.test("the console is for operators: others get 403, and without a session the sign-in page", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const [visitor, member, operator] = [app.browser(), app.browser(), app.browser()];
  const redirected = await visitor.get("/console", { headers: { accept: "text/html" } });
  assert.equal(redirected.status, 303);
  assert.equal(redirected.headers.get("location"), `${PUBLIC_URL}/login?redirect=%2Fconsole`);
  await signIn(app, member);
  assert.equal((await member.get("/console")).status, 403);
  await signInAsOperator(app, operator);
  const page = await operator.get("/console");
  assert.equal(page.status, 200);
  const text = await page.text();
  assert.match(text, /href="\/console\/inbox"/);
  assert.doesNotMatch(text, /href="\/console\/conversations"/, "ai-reply is not deployed");
});

Deno.test("the index of references links the deployed services", async () => {
  await using app = await createAuthApp();
  const page = await app.browser().get("/docs");
  assert.equal(page.status, 200);
  const text = await page.text();
  assert.match(text, /href="\/docs\/auth"/);
  assert.doesNotMatch(text, /href="\/docs\/ai-reply"/);
});
