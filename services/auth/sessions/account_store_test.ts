import assert from "node:assert/strict";
import { NO_WEBHOOKS } from "packages/testkit/no_webhooks.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { createAccountStore } from "services/auth/sessions/account_store.ts";
import { createSessionStore } from "services/auth/sessions/session_store.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const clock = createFakeClock();
let database: TestDatabase;

Deno.test.beforeAll(async () => {
  const folder = new URL("../migrations/", import.meta.url);
  database = await createTestDatabase([{ schema: "auth", folder }]);
});
Deno.test.afterAll(() => database.drop());

const stores = () => ({
  accounts: createAccountStore({ sql: database.sql, clock }),
  sessions: createSessionStore({
    sql: database.sql,
    clock,
    randomBytes: systemRandomBytes,
    webhooks: NO_WEBHOOKS,
  }),
});

Deno.test("the first account is found, by its exact name", async () => {
  const { accounts } = stores();
  assert.equal(await accounts.any(), false);
  assert.equal(await accounts.passwordHash("first"), undefined);
  assert.equal(await accounts.save("first", "hash-1"), "created");
  assert.equal(await accounts.any(), true);
  assert.equal(await accounts.passwordHash("first"), "hash-1");
  assert.equal(await accounts.passwordHash("First"), undefined);
});

Deno.test("a new password ends all sessions of the account, and none of other accounts", async () => {
  const { accounts, sessions } = stores();
  await accounts.save("changing", "hash-1");
  await accounts.save("other", "hash-1");
  const ended = [
    await sessions.openForAccount("changing", true),
    await sessions.openForAccount("changing", false),
  ];
  const kept = await sessions.openForAccount("other", false);
  clock.advance(1);
  assert.equal(await accounts.save("changing", "hash-2"), "changed");
  assert.equal(await accounts.passwordHash("changing"), "hash-2");
  for (const session of ended) {
    assert.equal(await sessions.refresh(session.refreshToken), undefined);
  }
  assert.deepEqual((await sessions.refresh(kept.refreshToken))?.owner, {
    kind: "account",
    name: "other",
  });
});

Deno.test("a session can be idle for one day without remember, and for 30 days with it", async () => {
  const { accounts, sessions } = stores();
  await accounts.save("idle", "hash-1");
  for (const [remember, days] of [[false, 1], [true, 30]] as const) {
    const opened = await sessions.openForAccount("idle", remember);
    assert.equal(opened.refreshExpiresAt, clock.now() + days * DAY_MS);
    const next = await sessions.refresh(opened.refreshToken);
    assert.equal(next?.remember, remember);
    clock.advance(days * DAY_MS);
    assert.equal(await sessions.refresh(next!.refreshToken), undefined);
  }
});

Deno.test("a session of an unknown account is refused", async () => {
  await assert.rejects(stores().sessions.openForAccount("nobody", false), /foreign key/);
});
