import assert from "node:assert/strict";
import { liftMutesBy } from "services/upstream-bridge/accounts/lift_mutes.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import { handlePush } from "services/upstream-bridge/pushes/handle_push.ts";
import { readMutedUntil } from "services/upstream-bridge/pushes/muted_chats.ts";
import { openReplicas, type Replicas } from "services/upstream-bridge/testing/open_replicas.ts";
import {
  type OnlineAccount,
  seedOnlineAccount,
} from "services/upstream-bridge/testing/seed_online_account.ts";

const CUSTOMER = "7881300000000042";
const HOUR_MS = 3_600_000;

let replicas: Replicas;
let core: BridgeCore;
let account: OnlineAccount;
let other: OnlineAccount;
let serverId = 7_000_000;

Deno.test.beforeEach(async () => {
  replicas = await openReplicas({ WEBHOOK_URL: "http://127.0.0.1:9/events" });
  core = await replicas.open();
  account = await seedOnlineAccount(core, { vid: "1688000000000017", uuid: "a".repeat(32) });
  other = await seedOnlineAccount(core, { vid: "1688000000000018", uuid: "c".repeat(32) });
});
Deno.test.afterEach(() => replicas.stop());

async function receive(to: OnlineAccount, sender: string, room?: string): Promise<void> {
  const { accountId, generation, uuid, vid } = to;
  const now = core.clock.now();
  await handlePush(core, {
    inboxId: core.nextId(),
    ...{ accountId, generation, uuid, type: "102000" },
    body: {
      sender,
      receiver: room === undefined ? vid : 0,
      is_room: room === undefined ? 0 : 1,
      room_conversation_id: room,
      server_id: serverId++,
      content: "您好，我稍后回复您",
      send_time: Math.floor(now / 1000),
      msgtype: 2,
    },
    receivedAt: new Date(now).toISOString(),
  });
}

/** As the queue of sends records a text that was sent. */
async function sent(target: string): Promise<void> {
  const at = new Date(core.clock.now());
  await core.sql`
    insert into upstream_bridge.sends ${
    core.sql({
      send_id: core.nextId(),
      account_id: account.accountId,
      target,
      is_room: false,
      content: "x",
      requested_by: "machine/crm",
      status: "sent",
      send_at: at,
      created_at: at,
      finished_at: at,
    })
  }`;
}

const muted = ({ accountId }: OnlineAccount, chatId: string) =>
  readMutedUntil(core.sql, { accountId, chatId }, new Date(core.clock.now()));
const events = async (type: string) =>
  (await core.sql`select data from upstream_bridge.events where type = ${type} order by seq`)
    .map((row) => row["data"]);
const webhooks = async (type: string) =>
  (await core.sql`
    select 1 from (
      select payload from jobs.jobs where queue = 'webhook.deliver'
      union all select payload from jobs.backlog where queue = 'webhook.deliver') sent
    where payload ->> 'type' = ${type}`).length;

Deno.test("two accounts of ours that write to each other are muted at the first message, reported once, and trigger nothing", async () => {
  for (let round = 0; round < 3; round += 1) {
    await receive(account, other.vid);
    await receive(other, account.vid);
  }
  assert.ok(await muted(account, other.vid));
  assert.ok(await muted(other, account.vid));
  assert.equal(await muted(account, CUSTOMER), null, "other chats go on");
  const reports = await events("account.muted");
  assert.deepEqual(
    reports.map(({ reason, otherAccountId, chatId }) => [reason, otherAccountId, chatId]),
    [
      ["own_account", other.accountId, other.vid],
      ["own_account", account.accountId, account.vid],
    ],
  );
  assert.equal(await webhooks("account.muted"), 2);
  assert.equal(await webhooks("account.message"), 0, "no program is asked to answer");
  assert.equal((await events("message.from_own_account")).length, 6, "but all are stored");
});

Deno.test("a program that answers within seconds is muted, reported once, and muted again when it goes on after an hour", async () => {
  const loop = async (rounds: number) => {
    for (let round = 0; round < rounds; round += 1) {
      await receive(account, CUSTOMER);
      replicas.clock.advance(500);
      await sent(CUSTOMER);
      replicas.clock.advance(500);
    }
  };
  await loop(4);
  assert.equal(await muted(account, CUSTOMER), null);
  await loop(3);
  const until = await muted(account, CUSTOMER);
  assert.ok(until!.getTime() - core.clock.now() > HOUR_MS - 10_000);
  assert.deepEqual((await events("account.muted")).map(({ reason }) => reason), ["loop"]);
  assert.ok((await core.accounts.get(account.accountId)).mutedUntil);
  replicas.clock.advance(HOUR_MS);
  assert.equal(await muted(account, CUSTOMER), null);
  await loop(6);
  assert.ok(await muted(account, CUSTOMER));
  assert.equal((await events("account.muted")).length, 2);
});

Deno.test("an operator can lift the mute", async () => {
  await receive(account, other.vid);
  const by = { subject: "ww0123456789abcdef/zhangsan", name: "张三" };
  const after = await liftMutesBy(core, account.accountId, by);
  assert.equal(after.mutedUntil, null);
  assert.equal(await muted(account, other.vid), null);
});

Deno.test("colleagues in one room, a quick customer, and replayed messages mute nothing", async () => {
  for (let round = 0; round < 20; round += 1) {
    await receive(account, other.vid, "10800000000000077");
    await receive(account, CUSTOMER);
  }
  await sent(CUSTOMER);
  await receive(account, CUSTOMER);
  assert.equal(await muted(account, CUSTOMER), null);
  assert.deepEqual(await events("account.muted"), []);
  assert.equal(await webhooks("account.message"), 41);
});
