import assert from "node:assert/strict";
import { signIn } from "packages/testkit/sign_in.ts";
import { holdLogin } from "tests/split/support/held_logins.ts";
import {
  CORP_ID,
  type LoginCluster,
  memberName,
  startLoginCluster,
} from "tests/split/support/login_cluster.ts";

const MEMBERS = 2_000;
const HELD = 200;
const LOGINS_MIN = 200;
const LOGIN_EVERY_MS = 50;
/** With more open logins, some would expire on a slow machine. */
const OPEN_MAX = 80;
/** People need different times before they scan, so that a restart meets logins in every state. */
const THINK_MS = [0, 100, 400, 900, 1_600];
const WECOM_DELAY_MS = 300;
/** A held poll ends without a change after 22.5 s at the earliest, so an earlier end was the shutdown. */
const ENDED_WITHIN_MS = 20_000;

let cluster: LoginCluster;
Deno.test.beforeAll(async () => {
  cluster = await startLoginCluster({ members: MEMBERS });
});
Deno.test.afterAll(() => cluster.stop());

Deno.test(`SIGTERM on an auth with ${HELD} held polls: all are answered before they time out, and it exits with 0`, () =>
  cluster.withOutput(async () => {
    const [auth] = cluster.auths;
    const held = await Promise.all(Array.from({ length: HELD }, async (_, index) => {
      const client = cluster.client().at(auth!.url);
      return holdLogin(client, await client.startLogin(), memberName(index));
    }));
    // A process reads requests in order: after this answer it has read the polls before.
    await Promise.all(held.map(({ client, login }) => client.status(login)));
    const terminatedAt = performance.now();
    const { code } = await auth!.terminate();
    const endedAt = performance.now();
    await auth!.restart();
    assert.equal(code, 0);
    assert.ok(endedAt - terminatedAt < ENDED_WITHIN_MS);
    for (const { outcome } of held) {
      const settled = await outcome;
      assert.ok(settled.status === "fulfilled", settled.status);
      assert.equal(settled.value.status, "pending");
    }
  }));

Deno.test("a rolling restart of all processes during continuous logins loses no login", () =>
  cluster.withOutput(async () => {
    // So that at every moment some code exchanges wait for WeCom.
    const slow = { call: "auth/getuserinfo", count: 1_000_000, delayMs: WECOM_DELAY_MS };
    await cluster.control("faults", slow);
    const load = startLoad();
    for (let round = 0; round === 0 || load.started() < LOGINS_MIN; round += 1) {
      for (const process of [...cluster.auths, ...cluster.callbacks]) {
        const { code } = await process.terminate();
        assert.equal(code, 0);
        await process.restart();
      }
    }
    const { subjects, expected } = await load.finish();
    assert.deepEqual(subjects, expected);
  }));

/** Starts a login of another member every 50 ms, hosted and own in turn; a slow machine skips some. */
function startLoad() {
  const logins: Promise<string>[] = [];
  let open = 0;
  const timer = setInterval(() => {
    if (open === OPEN_MAX) return;
    open += 1;
    const index = logins.length;
    const login = signIn(cluster.client(), {
      flow: index % 2 === 0 ? "hosted" : "own",
      userId: memberName(index),
      beforeScan: () => pause(THINK_MS[index % THINK_MS.length]!),
    });
    logins.push(login.catch((error) => `lost: ${error}`).finally(() => open -= 1));
  }, LOGIN_EVERY_MS);
  return {
    started: () => logins.length,
    async finish() {
      clearInterval(timer);
      const expected = logins.map((_, index) => `${CORP_ID}/${memberName(index)}`);
      return { subjects: await Promise.all(logins), expected };
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
