import assert from "node:assert/strict";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { TestDatabase } from "packages/testkit/test_database.ts";
import { hashPassword } from "services/auth/domain/password.ts";
import { createAuthApp } from "services/auth/testing/auth_app.ts";
import { createAuthDatabase } from "services/auth/testing/auth_database.ts";
import { refusalOf } from "services/auth/testing/test_browser.ts";

const PATH = "/api/v1/login";
const USER = { username: "duty.officer", password: "correct horse battery" };

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createAuthDatabase();
  await using app = await createAuthApp({ sql: database.sql });
  await app.accounts.save(USER.username, await hashPassword(USER.password, systemRandomBytes));
});
Deno.test.afterAll(() => database.drop());

Deno.test("the right password signs in as operator; the name may be in upper case", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  const response = await browser.post(PATH, { ...USER, username: "Duty.Officer" });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("cache-control"), "no-store");
  const { access_token: _, ...body } = await response.json();
  assert.deepEqual(body, {
    token_type: "Bearer",
    expires_in: 600,
    member: {
      subject: "local/duty.officer",
      name: "duty.officer",
      roles: ["staff", "operator"],
    },
  });
  assert.equal((await browser.get("/console")).status, 200);
});

Deno.test("cookies end with the browser, and with remember they are kept for 30 days", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const cookiesOf = async (more: object) =>
    (await app.browser().post(PATH, { ...USER, ...more })).headers.getSetCookie();
  for (const cookie of await cookiesOf({})) assert.doesNotMatch(cookie, /max-age/i);
  const [access, refresh] = await cookiesOf({ remember: true });
  assert.match(access!, /^__Host-wecom_access=.*; Max-Age=600;/);
  assert.match(refresh!, /^__Host-wecom_refresh=.*; Max-Age=2592000;/);
});

Deno.test("a wrong password and an unknown account get the same answer", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const seen = await Promise.all([USER.username, "unknown"].map(async (username) => {
    const body = { username, password: "a wrong password" };
    const headers = { "x-request-id": "fixed-request-id" };
    const response = await app.browser().post(PATH, body, headers);
    return [response.status, [...response.headers], await response.text()];
  }));
  assert.deepEqual(seen[0], seen[1]);
  assert.match(String(seen[0]), /login_credentials_wrong/);
  const lines = app.log.filter(({ event }) => event === "account_login_refused");
  assert.equal(lines.length, 2);
  assert.doesNotMatch(JSON.stringify(lines), /duty|wrong password/);
});

Deno.test("a wrong body or content type is refused", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const bodies = [
    {},
    { ...USER, username: "" },
    { ...USER, username: "duty\u0000officer" },
    { ...USER, password: "x".repeat(257) },
  ];
  for (const body of bodies) {
    assert.equal(await refusalOf(await app.browser().post(PATH, body)), "400 request_invalid");
  }
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const response = await app.browser().post(PATH, USER, form);
  assert.equal(await refusalOf(response), "415 request_type_unsupported");
});

Deno.test("one address is refused 20 times an hour; who signs in does not count", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const browser = app.browser();
  assert.equal((await browser.post(PATH, USER)).status, 200);
  for (let count = 0; count < 20; count += 1) await browser.post(PATH, {});
  const refused = await browser.post(PATH, USER);
  assert.equal(refused.headers.get("retry-after"), "3600");
  assert.equal(await refusalOf(refused), "429 rate_limited");
});

Deno.test("of a burst of wrong passwords two are checked at a time, eight wait, and the others get 503", async () => {
  await using app = await createAuthApp({ sql: database.sql });
  const answers = await Promise.all(Array.from({ length: 18 }, (_, index) => {
    const username = index % 2 === 0 ? `unknown-${index}` : USER.username.slice(index % 5);
    return app.browser().post(PATH, { username, password: "a wrong password" });
  }));
  const statuses = answers.map(({ status }) => status).toSorted();
  assert.deepEqual(statuses, [...Array(10).fill(401), ...Array(8).fill(503)]);
  for (const answer of answers.filter(({ status }) => status === 503)) {
    assert.equal(answer.headers.get("retry-after"), "2");
    assert.equal(await refusalOf(answer), "503 login_server_busy");
  }
  assert.deepEqual(app.log.filter(({ level }) => level === "error"), [], "the log is not filled");
  assert.equal((await app.browser().post(PATH, USER)).status, 200);
});
