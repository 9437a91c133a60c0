import assert from "node:assert/strict";
import postgres from "postgres";
import type { Identity } from "packages/login/attempt.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { NO_WEBHOOKS } from "packages/testkit/no_webhooks.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import type { Webhooks } from "packages/webhooks/webhooks.ts";
import { pruneSessions } from "services/auth/sessions/prune_sessions.ts";
import { createSessionStore } from "services/auth/sessions/session_store.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const clock = createFakeClock();
let database: TestDatabase;
let members = 0;

Deno.test.beforeAll(async () => {
  const folder = new URL("../migrations/", import.meta.url);
  database = await createTestDatabase([{ schema: "auth", folder }]);
});
Deno.test.afterAll(() => database.drop());

const storeOver = (sql: postgres.Sql) =>
  createSessionStore({ sql, clock, randomBytes: systemRandomBytes, webhooks: NO_WEBHOOKS });
const store = () => storeOver(database.sql);
const prune = () => pruneSessions(database.sql, clock.now());
const newAttempt = () => ({
  sessionId: randomHex(systemRandomBytes, 16),
  createdAt: clock.now(),
  app: "default",
  flow: "own" as const,
});
const consumed = () => Promise.resolve(true);

function newMember(): Identity {
  members += 1;
  const userId = `member${members}`;
  return { corpId: "ww0123456789abcdef", userId, name: `成员 ${members}`, departments: [2, 7] };
}

async function open(member = newMember()) {
  const opened = await store().openForMember(member, newAttempt(), consumed);
  assert.ok(opened);
  return opened;
}

async function sessionRow(sessionId: string) {
  const [row] = await database.sql`select * from auth.sessions where session_id = ${sessionId}`;
  return row;
}

async function countOf(table: "sessions" | "refresh_tokens", sessionId: string): Promise<number> {
  const { sql } = database;
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from ${sql(`auth.${table}`)} where session_id = ${sessionId}`;
  return row!.count;
}

Deno.test("a redeemed attempt opens a session, stores the member, and keeps only the token's hash", async () => {
  const member = newMember();
  const opened = await open(member);
  assert.deepEqual(opened.owner, { kind: "member", member });
  assert.equal(opened.remember, true);
  assert.equal(opened.refreshExpiresAt, clock.now() + 30 * DAY_MS);
  const { sql } = database;
  const [row] =
    await sql`select name, departments from auth.members where user_id = ${member.userId}`;
  assert.deepEqual({ ...row }, { name: member.name, departments: ["2", "7"] });
  const tokens =
    await sql`select * from auth.refresh_tokens where session_id = ${opened.sessionId}`;
  assert.equal(tokens[0]!["token_hash"], sha256Hex(opened.refreshToken));
  assert.ok(!JSON.stringify(tokens).includes(opened.refreshToken));
});

Deno.test("two logins of one member do not wait for each other while they consume their attempts", async () => {
  const member = newMember();
  await open(member);
  const goOn = Promise.withResolvers<boolean>();
  const slow = store().openForMember(member, newAttempt(), () => goOn.promise);
  assert.ok(await store().openForMember(member, newAttempt(), consumed));
  goOn.resolve(true);
  assert.ok(await slow);
});

Deno.test("a member who signs in again has the current name and departments, and is enabled again", async () => {
  const member = newMember();
  await open(member);
  await store().disableMember(member, "member_disabled");
  clock.advance(1);
  const renamed = { ...member, name: "新名字", departments: [9] };
  const opened = await open(renamed);
  assert.deepEqual((await store().refresh(opened.refreshToken))?.owner, {
    kind: "member",
    member: renamed,
  });
});

Deno.test("when the attempt is not consumed, neither session nor member is stored", async () => {
  const member = newMember();
  const attempt = newAttempt();
  assert.equal(
    await store().openForMember(member, attempt, () => Promise.resolve(false)),
    undefined,
  );
  const away = new Error("Redis is down");
  await assert.rejects(store().openForMember(member, attempt, () => Promise.reject(away)), away);
  const { sql } = database;
  assert.equal((await sql`select from auth.members where user_id = ${member.userId}`).count, 0);
  assert.equal(
    (await sql`select from auth.sessions where attempt_id = ${attempt.sessionId}`).count,
    0,
  );
  assert.ok(
    await store().openForMember(member, attempt, consumed),
    "the attempt can be redeemed later",
  );
});

Deno.test("of 20 redemptions of one attempt one opens a session, and one consumes the attempt", async () => {
  const member = newMember();
  const attempt = newAttempt();
  let consumptions = 0;
  const redeem = () =>
    store().openForMember(member, attempt, async () => {
      consumptions += 1;
      await Promise.resolve();
      return true;
    });
  const opened = await Promise.all(Array.from({ length: 20 }, redeem));
  assert.equal(opened.filter((session) => session !== undefined).length, 1);
  assert.equal(consumptions, 1);
  const rows = await database
    .sql`select from auth.sessions where attempt_id = ${attempt.sessionId}`;
  assert.equal(rows.count, 1);
});

Deno.test("more redemptions than database connections do not block each other while they consume their attempts", async () => {
  const consumeAttempt = () =>
    new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 20));
  const redeem = () => store().openForMember(newMember(), newAttempt(), consumeAttempt);
  const opened = await Promise.all(Array.from({ length: 30 }, redeem));
  assert.ok(opened.every((session) => session !== undefined));
});

Deno.test("a refresh token works once and has one successor", async () => {
  const opened = await open();
  const next = await store().refresh(opened.refreshToken);
  assert.equal(next?.sessionId, opened.sessionId);
  assert.notEqual(next?.refreshToken, opened.refreshToken);
  clock.advance(DAY_MS);
  const third = await store().refresh(next!.refreshToken);
  assert.equal(third?.refreshExpiresAt, clock.now() + 30 * DAY_MS);
  assert.equal(await countOf("refresh_tokens", opened.sessionId), 3);
});

Deno.test("two tabs that refresh at once, over two replicas, get the same successor and one row", async () => {
  const opened = await open();
  const replicas = [1, 2].map(() => postgres(database.url, { max: 5, onnotice: () => {} }));
  try {
    const stores = replicas.map(storeOver);
    const refreshed = await Promise.all(
      Array.from({ length: 10 }, (_, index) => stores[index % 2]!.refresh(opened.refreshToken)),
    );
    const successors = new Set(refreshed.map((session) => session?.refreshToken));
    assert.equal(successors.size, 1);
    assert.ok(!successors.has(undefined));
    assert.equal(await countOf("refresh_tokens", opened.sessionId), 2);
    assert.ok(await store().refresh([...successors][0]!), "the successor works");
  } finally {
    await Promise.all(replicas.map((sql) => sql.end()));
  }
});

Deno.test("a replaced token that is used more than 30 seconds later ends the session, also for its successors", async () => {
  const opened = await open();
  const next = await store().refresh(opened.refreshToken);
  clock.advance(30_000);
  assert.equal((await store().refresh(opened.refreshToken))?.refreshToken, next?.refreshToken);
  clock.advance(1);
  assert.equal(await store().refresh(opened.refreshToken), undefined);
  assert.equal(await store().refresh(next!.refreshToken), undefined);
  const row = await sessionRow(opened.sessionId);
  assert.equal(row?.["revoked_because"], "refresh_token_reused");
});

Deno.test("an unknown token is refused and ends no session", async () => {
  const opened = await open();
  assert.equal(await store().refresh("unknown"), undefined);
  assert.equal(await store().refresh(sha256Hex(opened.refreshToken)), undefined);
  assert.ok(await store().refresh(opened.refreshToken));
});

Deno.test("a session ends with its idle time, and after its lifetime in any case", async () => {
  const idle = await open();
  const busy = await open();
  let token = busy.refreshToken;
  for (let days = 0; days < 80; days += 20) {
    clock.advance(20 * DAY_MS);
    const next = await store().refresh(token);
    assert.ok(next, `after ${days + 20} days`);
    token = next.refreshToken;
    assert.ok(next.refreshExpiresAt <= busy.refreshExpiresAt + 60 * DAY_MS);
  }
  assert.equal(await store().refresh(idle.refreshToken), undefined);
  clock.advance(10 * DAY_MS);
  assert.equal(await store().refresh(token), undefined);
});

Deno.test("a session is ended by its id or by any of its tokens, and keeps the first reason", async () => {
  const byId = await open();
  await store().revoke(byId.sessionId, "signed_out");
  await store().revoke(byId.sessionId, "later");
  assert.equal((await sessionRow(byId.sessionId))?.["revoked_because"], "signed_out");
  assert.equal(await store().refresh(byId.refreshToken), undefined);
  const byToken = await open();
  const next = await store().refresh(byToken.refreshToken);
  await store().revokeByToken("unknown", "nothing");
  await store().revokeByToken(byToken.refreshToken, "signed_out");
  assert.equal(await store().refresh(next!.refreshToken), undefined);
});

Deno.test("disabling a member ends all sessions of this member, and no others", async () => {
  const member = newMember();
  const theirs = [await open(member), await open(member)];
  const others = [await open(), await open({ ...member, corpId: "wwfedcba9876543210" })];
  assert.equal(await store().disableMember(member, "member_left"), 2);
  for (const { refreshToken, sessionId } of theirs) {
    assert.equal(await store().refresh(refreshToken), undefined);
    assert.equal((await sessionRow(sessionId))?.["revoked_because"], "member_left");
  }
  for (const { refreshToken } of others) assert.ok(await store().refresh(refreshToken));
  assert.equal(
    await store().disableMember(member, "member_disabled"),
    0,
    "the second time changes nothing",
  );
  assert.equal((await sessionRow(theirs[0]!.sessionId))?.["revoked_because"], "member_left");
  assert.equal(await store().disableMember(newMember(), "member_left"), 0, "an unknown member");
});

Deno.test("a login that began before its member was disabled does not enable the member", async () => {
  const member = newMember();
  await open(member);
  const begun = newAttempt();
  clock.advance(1_000);
  await store().disableMember(member, "member_disabled");
  const late = await store().openForMember(member, begun, consumed);
  assert.equal(await store().refresh(late!.refreshToken), undefined);
  clock.advance(1_000);
  const opened = await open(member);
  assert.ok(await store().refresh(opened.refreshToken), "a login that begins afterwards does");
});

Deno.test("pruning deletes all expired tokens and sessions, in several batches, and nothing else", async () => {
  const { sql } = database;
  await sql`delete from auth.sessions`;
  const expired = await open();
  const [issuedAt, expiresAt] = [new Date(clock.now()), new Date(clock.now() + 1)];
  await sql`insert into auth.refresh_tokens
    select 'spent-' || n, ${expired.sessionId}, ${issuedAt}, ${expiresAt}
    from generate_series(1, 2500) n`;
  assert.equal(await prune(), 0);
  assert.equal(await countOf("refresh_tokens", expired.sessionId), 2_501);
  clock.advance(2);
  assert.equal(await prune(), 0);
  assert.equal(await countOf("refresh_tokens", expired.sessionId), 1);
  clock.advance(60 * DAY_MS);
  const alive = await open();
  clock.advance(30 * DAY_MS);
  const [first, second] = await Promise.all([prune(), prune()]);
  assert.equal(first + second, 1);
  assert.equal(await countOf("sessions", expired.sessionId), 0);
  assert.equal(await countOf("sessions", alive.sessionId), 1);
});

Deno.test("a sign-in is a webhook of its transaction, a lost redemption and a refresh are not", async () => {
  const events: unknown[] = [];
  const webhooks: Webhooks = {
    isEnabled: true,
    emit: (_tx, type, data) => Promise.resolve(void events.push({ type, data })),
  };
  const { sql } = database;
  const sessions = createSessionStore({ sql, clock, randomBytes: systemRandomBytes, webhooks });
  const [member, attempt] = [newMember(), newAttempt()];
  const opened = await sessions.openForMember(member, attempt, consumed);
  assert.ok(opened);
  assert.equal(await sessions.openForMember(member, attempt, consumed), undefined);
  assert.equal(
    await sessions.openForMember(member, newAttempt(), () => Promise.resolve(false)),
    undefined,
  );
  await sessions.refresh(opened.refreshToken);
  const data = { ...member, app: "default", flow: "own" };
  assert.deepEqual(events, [{ type: "member.signed_in", data }]);
});
