import assert from "node:assert/strict";
import { createWecomClient } from "packages/wecom/client/client.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { createTokenBroker } from "packages/wecom/client/token_broker.ts";
import { createMemoryStore } from "packages/wecom/testing/memory_store.ts";
import {
  type FakeWecom,
  type Handler,
  issued,
  refusal,
  startFakeWecom,
} from "packages/wecom/testing/fake_wecom.ts";

const APP = { corpId: "ww0123456789abcdef", agentId: "1000002", secret: "right" };
const HOUR_MS = 3_600_000;

/** A fake that issues T1, T2, … (or the answers of `gettoken`), a clock to set, and a shared store. */
function setUp(
  gettoken: Handler = ({ nth }) => issued(`T${nth}`),
  others: Record<string, Handler> = {},
) {
  const wecom = startFakeWecom({ gettoken, ...others });
  const clock = { time: 1_790_000_000_000, now: () => clock.time };
  const store = createMemoryStore(clock);
  const shared = { fetch, clock, random: Math.random, baseUrl: wecom.baseUrl };
  /** Each call makes one process. */
  const broker = (app: Partial<typeof APP> = {}) =>
    createTokenBroker({ ...shared, ...APP, ...app, store });
  const client = (tokens: ReturnType<typeof broker>) =>
    createWecomClient({ ...shared, ...APP, tokens });
  const dispose = () => wecom[Symbol.asyncDispose]();
  return { wecom, clock, store, broker, client, [Symbol.asyncDispose]: dispose };
}

async function arrived(wecom: FakeWecom, call: string, count: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (wecom.count(call) < count) {
    assert.ok(Date.now() < deadline, `no ${call} arrived`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

Deno.test("100 parallel calls in two processes fetch one token", async () => {
  await using t = setUp();
  const [a, b] = [t.broker(), t.broker()];
  const tokens = await Promise.all(
    Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? a : b).token()),
  );
  assert.deepEqual([...new Set(tokens)], ["T1"]);
  assert.equal(t.wecom.count("gettoken"), 1);
  assert.deepEqual(t.wecom.journal[0]?.query, { corpid: APP.corpId, corpsecret: "right" });
});

Deno.test("a token in memory is used without a call to WeCom or the store", async () => {
  await using t = setUp();
  const broker = t.broker();
  await broker.token();
  const { asked } = t.store;
  t.clock.time += 1.5 * HOUR_MS;
  assert.equal(await broker.token(), "T1");
  assert.equal(t.store.asked, asked);
});

Deno.test("a new process uses the token that another process has fetched", async () => {
  await using t = setUp();
  await t.broker().token();
  assert.equal(await t.broker().token(), "T1");
  assert.equal(t.wecom.count("gettoken"), 1);
});

Deno.test("two apps of one corp, and one app id in two corps, never share a token", async () => {
  await using t = setUp();
  const apps = [{}, { agentId: "1000003" }, { corpId: "wwfedcba9876543210" }];
  const tokens = await Promise.all(apps.map((app) => t.broker(app).token()));
  assert.equal(new Set(tokens).size, 3);
});

Deno.test("tokens of 512 bytes and more are stored complete", async () => {
  const long = "x".repeat(4_096);
  await using t = setUp(() => issued(long));
  await t.broker().token();
  assert.equal(await t.broker().token(), long);
});

Deno.test("shortly before it expires a token is renewed by one caller while the others use it", async () => {
  const slow = Promise.withResolvers<object>();
  await using t = setUp(({ nth }) => nth === 1 ? issued("T1") : slow.promise);
  const [a, b] = [t.broker(), t.broker()];
  await Promise.all([a.token(), b.token()]);
  t.clock.time += 1.9 * HOUR_MS;
  const renewing = a.token();
  await arrived(t.wecom, "gettoken", 2);
  assert.deepEqual(await Promise.all([a.token(), a.token(), b.token()]), ["T1", "T1", "T1"]);
  slow.resolve(issued("T2"));
  assert.equal(await renewing, "T2");
  assert.equal(await a.token(), "T2");
  t.clock.time += 60_000;
  assert.equal(await b.token(), "T2");
  assert.equal(t.wecom.count("gettoken"), 2);
});

Deno.test("a failed renewal does not affect the token that is still valid", async () => {
  await using t = setUp(({ nth }) =>
    nth === 1 ? issued("T1") : refusal(40001, "invalid credential")
  );
  const broker = t.broker();
  await broker.token();
  t.clock.time += 1.9 * HOUR_MS;
  assert.equal(await broker.token(), "T1");
  assert.equal(await broker.token(), "T1");
  assert.equal(t.wecom.count("gettoken"), 2);
});

Deno.test("an expired token is never used", async () => {
  await using t = setUp();
  const broker = t.broker();
  await broker.token();
  t.clock.time += 2 * HOUR_MS;
  assert.equal(await broker.token(), "T2");
});

Deno.test("a token that WeCom revokes early is replaced once for all replicas", async () => {
  const good = new Set(["T1"]);
  await using t = setUp(
    ({ nth }) => {
      good.add(`T${nth}`);
      return issued(`T${nth}`);
    },
    {
      "agent/get": ({ query }) =>
        good.has(query.access_token!)
          ? { agentid: 1000002, name: "a" }
          : refusal(40014, "invalid access_token"),
    },
  );
  const clients = [t.broker(), t.broker()].map((broker) => t.client(broker));
  await Promise.all(clients.map((client) => client.getAgent()));
  good.clear();
  await Promise.all(Array.from({ length: 40 }, (_, index) => clients[index % 2]!.getAgent()));
  assert.equal(t.wecom.count("gettoken"), 2);
});

Deno.test("a late 42001 does not drop a newer token", async () => {
  await using t = setUp();
  const [a, b] = [t.broker(), t.broker()];
  await Promise.all([a.token(), b.token()]);
  a.invalidate("T1");
  assert.equal(await a.token(), "T2");
  a.invalidate("T1");
  b.invalidate("T1");
  assert.deepEqual(await Promise.all([a.token(), b.token()]), ["T2", "T2"]);
  assert.equal(await t.broker().token(), "T2");
  assert.equal(t.wecom.count("gettoken"), 2);
});

Deno.test("when WeCom returns a refused token again, there is no loop of fetches", async () => {
  await using t = setUp(() => issued("T1"), {
    "agent/get": () => refusal(40014, "invalid access_token"),
  });
  const client = t.client(t.broker());
  for (let call = 0; call < 5; call++) await assert.rejects(client.getAgent(), WecomError);
  assert.equal(t.wecom.count("gettoken"), 2);
});

Deno.test("a token that WeCom returns again to one replica is valid for the other replicas too", async () => {
  await using t = setUp(() => issued("T1"));
  const [a, b] = [t.broker(), t.broker()];
  await Promise.all([a.token(), b.token()]);
  a.invalidate("T1");
  b.invalidate("T1");
  t.clock.time += 1_000;
  assert.deepEqual([await a.token(), await b.token()], ["T1", "T1"]);
  assert.equal(t.wecom.count("gettoken"), 2);
});

Deno.test("all replicas together try a wrong secret once, not in a loop", async () => {
  await using t = setUp(() => refusal(40001, "invalid credential"));
  const brokers = [t.broker(), t.broker()];
  for (let round = 0; round < 3; round++) {
    await Promise.all(brokers.map((broker) =>
      assert.rejects(
        broker.token(),
        (error) =>
          error instanceof WecomError && error.errcode === 40001 && error.call === "gettoken" &&
          error.class === "configuration" && error.callerIp === "203.0.113.7",
      )
    ));
  }
  assert.equal(t.wecom.count("gettoken"), 1);
  t.clock.time += 61_000;
  await assert.rejects(brokers[0]!.token(), WecomError);
  assert.equal(t.wecom.count("gettoken"), 2);
});

Deno.test("a corrected secret works immediately", async () => {
  await using t = setUp(({ query }) =>
    query.corpsecret === "right" ? issued("T1") : refusal(40001, "invalid credential")
  );
  await assert.rejects(t.broker({ secret: "wrong" }).token(), WecomError);
  assert.equal(await t.broker().token(), "T1");
});

Deno.test("while the store is down logins work, without a fetch for each login", async () => {
  await using t = setUp();
  t.store.isDown = true;
  const [a, b] = [t.broker(), t.broker()];
  assert.deepEqual((await Promise.all([a.token(), a.token(), b.token()])).sort(), [
    "T1",
    "T1",
    "T2",
  ]);
  await a.token();
  a.invalidate(await a.token());
  assert.equal(await a.token(), "T3");
  assert.equal(t.wecom.count("gettoken"), 3);
});

Deno.test("while the store hangs logins work", async () => {
  await using t = setUp();
  const never = new Promise<never>(() => {});
  t.store.get = () => never;
  assert.equal(await t.broker().token(), "T1");
});

Deno.test("a replica that crashes during a fetch does not stop the others", async () => {
  await using t = setUp();
  await t.store.setNxPx("wecom:token:ww0123456789abcdef:1000002:lease", "crashed", 3_000);
  const waiting = t.broker().token();
  const { asked } = t.store;
  while (t.store.asked < asked + 4) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(t.wecom.count("gettoken"), 0);
  t.clock.time += 3_001;
  assert.equal(await waiting, "T1");
});

Deno.test("when one caller stops waiting, the fetch continues for the others", async () => {
  const slow = Promise.withResolvers<object>();
  await using t = setUp(() => slow.promise);
  const broker = t.broker();
  const cancelled = new AbortController();
  const waiting = broker.token(cancelled.signal);
  const patient = broker.token();
  await arrived(t.wecom, "gettoken", 1);
  cancelled.abort();
  await assert.rejects(
    waiting,
    (error) => error instanceof WecomUnreachableError && error.reason === "cancelled",
  );
  slow.resolve(issued("T1"));
  assert.equal(await patient, "T1");
  assert.equal(t.wecom.count("gettoken"), 1);
});

Deno.test("unreadable values in the store count as absent and are replaced", async () => {
  await using t = setUp();
  const key = "wecom:token:ww0123456789abcdef:1000002";
  await t.store.compareAndSet(key, 0, "{not json", HOUR_MS);
  assert.equal(await t.broker().token(), "T1");
  assert.equal(await t.broker().token(), "T1");
});
