import assert from "node:assert/strict";
import { createWecomClient } from "packages/wecom/client/client.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import { createTicketBroker } from "packages/wecom/client/ticket_broker.ts";
import { createMemoryStore } from "packages/wecom/testing/memory_store.ts";
import { type Handler, refusal, startFakeWecom } from "packages/wecom/testing/fake_wecom.ts";

const CORP = "ww0123456789abcdef";
const HOUR_MS = 3_600_000;

/** WeCom with numbered tickets of two hours (or with the answers of `handlers`), a clock to set, a store to share. */
function setUp(handlers: Readonly<Record<string, Handler>> = {}) {
  const wecom = startFakeWecom({
    "get_jsapi_ticket": ({ nth }) => ({ errcode: 0, ticket: `corp-${nth}`, expires_in: 7200 }),
    "ticket/get": ({ nth, query }) => ({
      errcode: 0,
      ticket: `agent-${query["access_token"]}-${nth}`,
      expires_in: 7200,
    }),
    ...handlers,
  });
  const clock = { time: 1_790_000_000_000, now: () => clock.time };
  const store = createMemoryStore(clock);
  /** Each call makes one process. */
  const broker = (agentId = "1000002") => {
    const tokens = { token: () => Promise.resolve(`t-${agentId}`), invalidate() {} };
    const shared = { clock, random: Math.random, corpId: CORP, agentId };
    const client = createWecomClient({ ...shared, fetch, baseUrl: wecom.baseUrl, tokens });
    return createTicketBroker({ ...shared, calls: client.tickets, secret: "right", store });
  };
  return { wecom, clock, store, broker, [Symbol.asyncDispose]: () => wecom[Symbol.asyncDispose]() };
}

Deno.test("all apps of a corp share the corp's ticket, and each app has its own for agentConfig", async () => {
  await using t = setUp();
  const [a, b] = [t.broker("1000002"), t.broker("1000003")];
  assert.equal(await a.corpTicket(), "corp-1");
  assert.equal(await b.corpTicket(), "corp-1");
  const tickets = [await a.agentTicket(), await b.agentTicket(), await a.agentTicket()];
  assert.deepEqual(tickets, ["agent-t-1000002-1", "agent-t-1000003-2", "agent-t-1000002-1"]);
  assert.deepEqual(t.wecom.journal.find(({ call }) => call === "ticket/get")?.query, {
    type: "agent_config",
    access_token: "t-1000002",
  });
});

Deno.test("replicas that sign many pages fetch one ticket of each kind in its lifetime", async () => {
  await using t = setUp();
  const replicas = [t.broker(), t.broker(), t.broker()];
  for (let minutes = 0; minutes < 100; minutes += 10) {
    await Promise.all(
      replicas.flatMap((replica) => [replica.corpTicket(), replica.agentTicket()]),
    );
    t.clock.time += 10 * 60_000;
  }
  assert.deepEqual([t.wecom.count("get_jsapi_ticket"), t.wecom.count("ticket/get")], [1, 1]);
  t.clock.time += HOUR_MS;
  assert.equal(await replicas[0]!.corpTicket(), "corp-2");
  assert.equal(await replicas[1]!.corpTicket(), "corp-2");
});

Deno.test("tickets stay usable while the shared store is down, because they are kept in memory too", async () => {
  await using t = setUp();
  const broker = t.broker();
  await broker.agentTicket();
  t.store.isDown = true;
  t.clock.time += HOUR_MS;
  for (let pages = 0; pages < 20; pages += 1) await broker.agentTicket();
  assert.equal(t.wecom.count("ticket/get"), 1);
});

Deno.test("after a used-up quota no replica calls WeCom for a minute", async () => {
  await using t = setUp({ "ticket/get": () => refusal(45009, "reach max api daily quota limit") });
  const replicas = [t.broker(), t.broker()];
  for (let pages = 0; pages < 10; pages += 1) {
    for (const replica of replicas) {
      await assert.rejects(
        replica.agentTicket(),
        (error) =>
          error instanceof WecomError && error.errcode === 45009 && error.call === "ticket/get",
      );
    }
  }
  assert.equal(t.wecom.count("ticket/get"), 1);
});
