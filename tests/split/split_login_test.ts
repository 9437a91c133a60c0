import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import type { LoginClient, StartedLogin } from "packages/testkit/login_client.ts";
import { signIn } from "packages/testkit/sign_in.ts";
import {
  CORP_ID,
  type LoginCluster,
  memberName,
  startLoginCluster,
} from "tests/split/support/login_cluster.ts";

const LOGINS = 500;
/** How many people scan at the same time, while the pages of all others wait. */
const SCANS_AT_ONCE = 100;
const POLL_PATH = "/api/auth/wecom/poll";
const RACES = 200;
const RACES_AT_ONCE = 10;
/** Less than the interval of the slow re-read, which would hide a lost notification. */
const AT_ONCE_MS = 4_000;

let cluster: LoginCluster;
Deno.test.beforeAll(async () => {
  cluster = await startLoginCluster({ members: LOGINS });
});
Deno.test.afterAll(() => cluster.stop());

Deno.test("a login that starts on replica 1 and completes through callback releases polls on replicas 2 and 3", () =>
  cluster.withOutput(async () => {
    const client = cluster.client();
    const login = await client.startLogin({ replica: 1 });
    const polls = [2, 3].map((replica) => client.poll(login, { replica }));
    await eventually(() => assert.equal(cluster.proxy.waiting(POLL_PATH), 2));
    await client.scan(login, "lisi");
    const completedAt = performance.now();
    for (const poll of polls) assert.equal((await poll).status, "confirmed");
    assert.ok(performance.now() - completedAt < AT_ONCE_MS);
    assert.equal((await client.redeem(login)).subject, `${CORP_ID}/lisi`);
    assert.equal((await client.me()).subject, `${CORP_ID}/lisi`);
  }));

Deno.test(`of ${LOGINS} concurrent logins, hosted and own, each signs its own person in to its own browser`, () =>
  cluster.withOutput(async () => {
    const people = Array.from({ length: LOGINS }, (_, index) => memberName(index));
    const scans = createSemaphore(SCANS_AT_ONCE);
    const signingIn = Promise.allSettled(people.map((userId, index) =>
      signIn(cluster.client(), {
        userId,
        flow: index % 2 === 0 ? "hosted" : "own",
        beforeScan: scans.acquire,
      }).finally(scans.release)
    ));
    const allWait = () => assert.equal(cluster.proxy.waiting(POLL_PATH), LOGINS);
    await eventually(allWait).finally(scans.open);
    const outcomes = (await signingIn).map((it) =>
      it.status === "fulfilled" ? it.value : `${it.reason}`
    );
    assert.deepEqual(outcomes, people.map((userId) => `${CORP_ID}/${userId}`));
    const [row] = await cluster.database.sql`
      select count(distinct user_id)::int as people, count(*)::int as sessions
      from auth.sessions where user_id like 'member%'`;
    assert.deepEqual({ ...row }, { people: LOGINS, sessions: LOGINS });
  }));

Deno.test("a second tab of a signed-in browser gets the status consumed, and is redirected like the first tab", () =>
  cluster.withOutput(async () => {
    const client = cluster.client();
    const login = await client.startLogin({ redirect: "/orders?page=2" });
    await client.scan(login, "lisi");
    const first = await client.complete(login);
    assert.equal(first.pathname + first.search, "/orders?page=2");
    assert.equal((await client.poll(login)).status, "consumed");
    assert.equal((await client.status(login)).status, "consumed");
    await assert.rejects(client.redeem(login), { name: "LoginCallError", status: 409 });
    assert.equal((await client.complete(login)).href, first.href);
  }));

Deno.test("a change between two polls is returned by the second poll at once", () =>
  cluster.withOutput(async () => {
    const client = cluster.client();
    const login = await client.startLogin();
    const before = await client.poll(login, { after: 0, replica: 2 });
    assert.deepEqual([before.status, before.version], ["pending", login.version]);
    await client.scan(login, "lisi");
    const askedAt = performance.now();
    const after = await client.poll(login, { after: before.version, replica: 3 });
    assert.equal(after.status, "confirmed");
    assert.ok(performance.now() - askedAt < AT_ONCE_MS);
  }));

Deno.test(`of ${RACES} changes at the same time as a poll, none is missed`, () =>
  cluster.withOutput(async () => {
    const delays: number[] = [];
    const race = async (index: number) => {
      const client = cluster.client();
      const login = await client.startLogin();
      const redirect = await client.consent(login, memberName(index));
      const polling = followToConfirmed(client, login, index);
      // Spread over the time that a poll needs to arrive and to register.
      await new Promise((resolve) => setTimeout(resolve, index % RACES_AT_ONCE));
      await client.returnToSite(redirect);
      const completedAt = performance.now();
      await polling;
      delays.push(performance.now() - completedAt);
    };
    for (let index = 0; index < RACES; index += RACES_AT_ONCE) {
      await Promise.all(Array.from({ length: RACES_AT_ONCE }, (_, at) => race(index + at)));
    }
    const late = delays.filter((delayMs) => delayMs > AT_ONCE_MS);
    assert.deepEqual(late, []);
  }));

/** Polls from version to version, each time at another replica. */
async function followToConfirmed(
  client: LoginClient,
  login: StartedLogin,
  firstReplica: number,
): Promise<void> {
  let { version } = login;
  for (let replica = firstReplica;; replica += 1) {
    const answer = await client.poll(login, { after: version, replica: 1 + replica % 3 });
    if (answer.status === "confirmed") return;
    assert.ok(answer.version > version, "an answer before the time-out has a new version");
    version = answer.version;
  }
}

/** A semaphore that admits no caller before `open`, and then at most `places` at a time. */
function createSemaphore(places: number) {
  const queue: (() => void)[] = [];
  let free = 0;
  const admit = () => {
    for (; free > 0 && queue.length > 0; free -= 1) queue.shift()!();
  };
  const add = (count: number) => {
    free += count;
    admit();
  };
  return {
    acquire: () => new Promise<void>((resolve) => (queue.push(resolve), admit())),
    release: () => add(1),
    open: () => add(places),
  };
}
