import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { LoginCallError } from "packages/testkit/login_client.ts";
import { signIn } from "packages/testkit/sign_in.ts";
import {
  assertReleased,
  finishHeld,
  type HeldLogin,
  holdLogin,
  holdLogins,
} from "tests/split/support/held_logins.ts";
import {
  CORP_ID,
  type LoginCluster,
  memberName,
  startLoginCluster,
} from "tests/split/support/login_cluster.ts";

const HELD = 30;
const CUTS = 8;
/** A held poll ends without a change after 22.5 s at the earliest, so an earlier end was a release. */
const RELEASED_WITHIN_MS = 20_000;

let cluster: LoginCluster;
Deno.test.beforeAll(async () => {
  cluster = await startLoginCluster({ members: HELD });
});
Deno.test.afterAll(() => cluster.stop());

Deno.test("Redis restarted with its data while polls wait: the polls recover and the logins finish", () =>
  cluster.withOutput(async () => {
    const held = await holdLogins(cluster, HELD);
    await cluster.redis.kill("SIGKILL");
    await whenEveryReplicaNoticed();
    await cluster.redis.restart();
    // Without a wait, because the replicas have not subscribed again yet.
    await finishAndRelease(held);
  }));

Deno.test("pub/sub connections cut again and again while polls wait: every poll is released", () =>
  cluster.withOutput(async () => {
    for (let cut = 0; cut < CUTS; cut += 1) {
      const held = await holdLogins(cluster, HELD / 3);
      await eventually(async () => assert.equal(await countSubscribers(), cluster.auths.length));
      await Promise.all([
        cluster.redisCommand("CLIENT", "KILL", "TYPE", "pubsub"),
        finishAndRelease(held),
      ]);
    }
  }));

Deno.test("Redis restarted without its data: waiting polls end with 404, and a new attempt signs in", () =>
  cluster.withOutput(async () => {
    const held = await holdLogins(cluster, HELD);
    await cluster.redis.kill("SIGKILL");
    await whenEveryReplicaNoticed();
    await Deno.remove(`${cluster.redisFolder}/appendonlydir`, { recursive: true });
    await cluster.redis.restart();
    const restartedAt = performance.now();
    await Promise.all(held.map(async ({ client, userId, outcome }) => {
      assert.equal(await refusalOf(outcome), 404);
      assert.equal(await signIn(client, { flow: "own", userId }), `${CORP_ID}/${userId}`);
    }));
    assert.ok(performance.now() - restartedAt < RELEASED_WITHIN_MS);
  }));

for (const way of ["redeem", "complete"] as const) {
  Deno.test(`a commit that fails after the attempt was consumed: a second ${way} signs in, once`, () =>
    cluster.withOutput(async () => {
      const client = cluster.client();
      const login = await client.startLogin();
      await client.scan(login, "lisi");
      await failCommits();
      await assert.rejects(client[way](login), { name: "LoginCallError", status: 503 });
      assert.equal((await client.status(login)).status, "consumed");
      await letCommitsPass();
      await client[way](login);
      assert.equal((await client.me()).subject, `${CORP_ID}/lisi`);
      await assert.rejects(client.redeem(login), { name: "LoginCallError", status: 409 });
    }));
}

Deno.test("a killed replica: its clients connect to other replicas and finish", () =>
  cluster.withOutput(async () => {
    const victim = cluster.auths[0]!;
    const held = await Promise.all(
      Array.from({ length: HELD }, async (_, index): Promise<HeldLogin> => {
        const client = cluster.client();
        const login = await client.startLogin({ replica: 1 });
        const userId = memberName(index);
        // Half use the proxy, which asks another replica; half lose their own connection.
        if (index % 2 === 0) return holdLogin(client, login, userId, 1);
        return holdLogin(client.at(victim.url), login, userId);
      }),
    );
    // A replica reads requests in order: after this answer it has read the polls before.
    await Promise.all(held.map(({ client, login }) => client.status(login, { replica: 1 })));
    await victim.kill();
    try {
      await Promise.all(held.map(async ({ client, login, userId, outcome }, index) => {
        if (index % 2 === 1) assert.equal(await refusalOf(outcome), 0);
        await finishHeld({ client: client.at(cluster.proxy.url), login, userId, outcome });
        if (index % 2 === 0) await assertReleased({ client, login, userId, outcome });
      }));
    } finally {
      await victim.restart();
    }
  }));

async function finishAndRelease(held: readonly HeldLogin[]): Promise<void> {
  const startedAt = performance.now();
  await Promise.all(held.map(finishHeld));
  await Promise.all(held.map(assertReleased));
  assert.ok(performance.now() - startedAt < RELEASED_WITHIN_MS, "released, not timed out");
}

/** Resolves when every replica has noticed the outage. All of them stay ready. */
async function whenEveryReplicaNoticed(): Promise<void> {
  await Promise.all(
    [...cluster.auths, ...cluster.callbacks].map(({ url }) =>
      eventually(async () => {
        const response = await fetch(`${url}/readyz?verbose`);
        const { checks } = await response.json();
        assert.match(checks.redis, /^Cannot use Redis/);
        assert.equal(response.status, 200);
      })
    ),
  );
}

/** Makes the commit of every new session fail, as when the server ends at that moment. */
async function failCommits(): Promise<void> {
  await cluster.database.sql`
    create function auth.fail() returns trigger language plpgsql
    as $$ begin raise 'the server ends' using errcode = '57P01'; end $$`;
  await cluster.database.sql`
    create constraint trigger fail after insert on auth.sessions
    deferrable initially deferred for each row execute function auth.fail()`;
}

async function letCommitsPass(): Promise<void> {
  await cluster.database.sql`drop function auth.fail cascade`;
}

async function countSubscribers(): Promise<number> {
  const list = await cluster.redisCommand("CLIENT", "LIST", "TYPE", "pubsub");
  return String(list).split("\n").filter((line) => line !== "").length;
}

/** The HTTP status with which a poll was refused; 0 when it was not answered. */
async function refusalOf(outcome: HeldLogin["outcome"]): Promise<number> {
  const settled = await outcome;
  assert.ok(settled.status === "rejected" && settled.reason instanceof LoginCallError);
  return settled.reason.status;
}
