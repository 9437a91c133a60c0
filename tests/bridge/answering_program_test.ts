import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { type BridgeWorld, type Member, readAccounts } from "tests/bridge/support/bridge_world.ts";
import { passUntil } from "tests/bridge/support/pass_until.ts";
import { createPeople } from "tests/bridge/support/people.ts";
import {
  openSimulatedBridges,
  type SimulatedBridges,
} from "tests/bridge/support/simulated_bridges.ts";

/** Bridges with two accounts online, and a program at the webhooks that answers every message. */
async function openAnsweringProgram(): Promise<
  {
    readonly bridges: SimulatedBridges;
    readonly accounts: readonly [Member, Member];
    /** What was sent, when the program has answered everything. */
    readonly readSent: () => Promise<string[]>;
  }
> {
  const open = new Set<Promise<unknown>>();
  const bridges = await openSimulatedBridges(1, ({ type, data }) => {
    if (type !== "account.message") return;
    const { accountId, chatId: target, isRoom, serverId, text } = data;
    const answer = { target, isRoom, content: `Answer: ${text}`, idempotencyKey: String(serverId) };
    const answering = bridges.ask(`/api/v1/accounts/${accountId}/messages/text`, answer)
      .finally(() => open.delete(answering));
    open.add(answering);
  });
  const { members: [one, other] } = await createPeople(bridges);
  for (const { accountId, vid } of [one!, other!]) {
    void bridges.ask(`/api/v1/accounts/${accountId}/start`, { vid });
  }
  const countOnline = async () =>
    [...(await readAccounts(bridges)).values()].filter(({ state }) => state === "online").length;
  await passUntil(bridges, 120_000, async () => await countOnline() === 2);
  assert.equal(await countOnline(), 2);
  return { bridges, accounts: [one!, other!], readSent: () => readSent(bridges, open) };
}

async function readSent(
  world: BridgeWorld,
  open: ReadonlySet<Promise<unknown>>,
): Promise<string[]> {
  await world.pass(10_000);
  await eventually(async () => {
    const waiting = await world.sql`select from jobs.jobs where queue like 'webhook.%'`;
    assert.equal(waiting.length, 0);
  });
  await passUntil(world, 60_000, () => open.size === 0);
  const { entries } = await world.read("journal") as {
    entries: readonly { action: string; body: string }[];
  };
  return entries.filter(({ action }) => action === "SendTextMsg").map(({ body }) =>
    JSON.parse(body.replace(/:(\d{16,})/g, ':"$1"')).content
  );
}

Deno.test("a program answers a customer once, and 500 old messages not at all, with and without their mark, before and after a restart of the upstream", async () => {
  const { bridges, accounts: [{ vid }], readSent } = await openAnsweringProgram();
  try {
    await bridges.control("inbound", { vid, content: "hello" });
    assert.deepEqual(await readSent(), ["Answer: hello"]);
    for (const isSync of [true, false]) {
      const { isPushed } = await bridges.control("replay", { vid, count: 500, isSync });
      assert.ok(isPushed);
      await bridges.pass(120_000);
    }
    await bridges.control("forgetInstances");
    await bridges.pass(180_000);
    const { isPushed } = await bridges.control("replay", { vid, count: 500, isSync: false });
    assert.ok(isPushed, "the account is online again");
    assert.deepEqual(await readSent(), ["Answer: hello"]);
    const [stored] = await bridges.sql`
      select count(*)::int as pushes from upstream_bridge.pushes where type = '102000'`;
    assert.ok(stored!.pushes >= 500, `${stored!.pushes} are stored`);
    await bridges.control("inbound", { vid, content: "still there?" });
    assert.deepEqual(await readSent(), ["Answer: hello", "Answer: still there?"]);
  } finally {
    await bridges.stop();
  }
});

Deno.test("two accounts whose messages a program answers do not answer each other", async () => {
  const { bridges, accounts: [one, other], readSent } = await openAnsweringProgram();
  try {
    await bridges.control("inbound", { vid: other.vid, from: one.vid, content: "from one" });
    await bridges.control("inbound", { vid: one.vid, from: other.vid, content: "from other" });
    assert.deepEqual(await readSent(), []);
    const muted = await bridges.sql`
      select account_id from upstream_bridge.events where type = 'account.muted'`;
    assert.equal(muted.length, 2, "both chats are muted, and reported");
    await bridges.control("inbound", { vid: one.vid, content: "a customer" });
    assert.deepEqual(await readSent(), ["Answer: a customer"]);
  } finally {
    await bridges.stop();
  }
});
