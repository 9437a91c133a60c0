import assert from "node:assert/strict";
import type { UpstreamPush } from "packages/events/upstream_push.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import { handlePush } from "services/upstream-bridge/pushes/handle_push.ts";
import { openReplicas, type Replicas } from "services/upstream-bridge/testing/open_replicas.ts";
import {
  type OnlineAccount,
  seedOnlineAccount,
} from "services/upstream-bridge/testing/seed_online_account.ts";

const CUSTOMER = "7881300000000042";
const ROOM = "10800000000000077";
const MINUTE_MS = 60_000;

let replicas: Replicas;
let core: BridgeCore;
let account: OnlineAccount;
let nextServerId: number;

Deno.test.beforeEach(async () => {
  replicas = await openReplicas({ WEBHOOK_URL: "http://127.0.0.1:9/events" });
  core = await replicas.open();
  account = await seedOnlineAccount(core, { vid: "1688000000000017", uuid: "a".repeat(32) });
  nextServerId = 7_000_001;
});
Deno.test.afterEach(() => replicas.stop());

/** A callback to the account. `of` replaces fields of the job. */
function push(type: string, body: unknown, of: Partial<UpstreamPush> = {}): UpstreamPush {
  const { accountId, generation, uuid } = account;
  const receivedAt = new Date(core.clock.now()).toISOString();
  return { inboxId: core.nextId(), accountId, generation, uuid, type, body, receivedAt, ...of };
}

/** A text of a customer. `fields` replaces fields of the body. */
function text(fields: Record<string, unknown> = {}, of: Partial<UpstreamPush> = {}): UpstreamPush {
  return push("102000", {
    kf_id: 0,
    receiver: account.vid,
    sender: CUSTOMER,
    is_room: 0,
    server_id: nextServerId++,
    msg_id: 1_000_002,
    content: "在吗",
    issync: false,
    send_time: Math.floor(core.clock.now() / 1000),
    referid: 0,
    msgtype: 2,
    ...fields,
  }, of);
}

const handle = async (...pushes: UpstreamPush[]) => {
  for (const each of pushes) await handlePush(core, each);
};
const events = () =>
  core.sql<{ type: string; data: Record<string, unknown>; isReplay: boolean; of: string }[]>`
    select type, data, is_replay as "isReplay", account_id as of from upstream_bridge.events
    order by seq`;
const types = async () =>
  (await events()).map(({ type, isReplay }) => isReplay ? `(${type})` : type);
const webhooks = async () => {
  const rows = await core.sql<{ type: string }[]>`
    select payload ->> 'type' as type from jobs.jobs where queue = 'webhook.deliver'
    union all
    select payload ->> 'type' from jobs.backlog where queue = 'webhook.deliver'`;
  return rows.map(({ type }) => type);
};
const inputs = async () =>
  (await core.sql`select input from upstream_bridge.account_inputs order by input_id`)
    .map((row) => row["input"]);
const orphans = () =>
  core.sql`select payload from upstream_bridge.log where account_id is null order by log_id`
    .then((rows) => rows.map((row) => row["payload"]["reason"]));

Deno.test("a customer's text becomes one event and one webhook, with ids as they were sent", async () => {
  const inRoom = text({
    is_room: 1,
    receiver: 0,
    room_conversation_id: ROOM,
    kf_id: "25600000000000013",
    server_id: "9007199254740993",
  });
  await handle(inRoom, inRoom, { ...inRoom, inboxId: core.nextId() });
  const [event, ...more] = await events();
  assert.deepEqual(more, []);
  assert.equal(event!.type, "account.message");
  const { chatId, senderId, kfId, serverId, isRoom, text: content } = event!.data;
  assert.deepEqual(
    [chatId, senderId, kfId, serverId, isRoom, content],
    [ROOM, CUSTOMER, "25600000000000013", "9007199254740993", true, "在吗"],
  );
  assert.deepEqual(await webhooks(), ["account.message"]);
  const { lastServerId } = await core.accounts.get(account.accountId);
  assert.equal(lastServerId, "9007199254740993");
});

Deno.test("the same message of a new instance is not a second one, and equal numbers in two chats are two", async () => {
  const first = text({ server_id: 5 });
  await handle(first, text({ server_id: 5, sender: "7881300000000043" }));
  await core.sql`
    insert into upstream_bridge.instances
    values (${"b".repeat(32)}, ${account.accountId}, 2, now(), null)`;
  await core.sql`
    update upstream_bridge.accounts set upstream_uuid = ${"b".repeat(32)}, generation = 2`;
  await handle({ ...first, inboxId: core.nextId(), uuid: "b".repeat(32), generation: 2 });
  assert.deepEqual(await types(), ["account.message", "account.message"]);
});

Deno.test("callbacks of unknown instances, and tokens of other instances, are kept as orphans and change nothing", async () => {
  const other = await seedOnlineAccount(core, { vid: "1688000000000018", uuid: "c".repeat(32) });
  const { accountId: _, generation: __, ...bare } = push("100007", { msg: "断开" });
  await handle(
    push("100007", {}, { uuid: "d".repeat(32) }),
    push("100007", {}, { uuid: other.uuid }),
    push("100007", {}, { generation: 2 }),
    text({}, { accountId: other.accountId }),
    push("100007", {}, { uuid: "" }),
    { ...bare, uuid: "e".repeat(32) },
  );
  assert.deepEqual([await events(), await inputs()].flat(), []);
  assert.deepEqual(await orphans(), [
    "unknown_instance",
    "token_of_another_instance",
    "token_of_another_instance",
    "token_of_another_instance",
    "unknown_instance",
    "unknown_instance",
  ]);
  const [{ accounts }] = await core.sql<[{ accounts: number }]>`
    select count(*)::int as accounts from upstream_bridge.accounts`;
  assert.equal(accounts, 2, "no account was made");
  assert.ok(!JSON.stringify(replicas.log).includes("d".repeat(32)), "no uuid in the log");
  await handle({ ...bare, inboxId: core.nextId() });
  assert.equal((await inputs()).length, 1, "without a token, the current instance is enough");
});

Deno.test("a stranger who sends a callback first does not take its place", async () => {
  const real = text();
  const other = await seedOnlineAccount(core, { vid: "1688000000000018", uuid: "c".repeat(32) });
  await handle({ ...real, inboxId: core.nextId(), accountId: other.accountId }, real);
  assert.deepEqual(await types(), ["account.message"]);
});

Deno.test("a state callback is an input of the machine only from the current instance, and once in ten minutes", async () => {
  const kicked = () => push("100008", { vid: account.vid, msg: "x" });
  await handle(kicked(), kicked());
  assert.deepEqual(await inputs(), [
    { kind: "push", uuid: account.uuid, push: { kind: "kicked" } },
  ]);
  replicas.clock.advance(11 * MINUTE_MS);
  await handle(kicked());
  assert.equal((await inputs()).length, 2, "an hour later it is another one");

  const old = account;
  await core.sql`
    update upstream_bridge.accounts set upstream_uuid = ${"b".repeat(32)}, generation = 2`;
  await handle(push("100007", { msg: "late" }, { uuid: old.uuid }));
  assert.equal((await inputs()).length, 2);
  const log = await core.sql`
    select event_type as type, payload from upstream_bridge.log order by log_id desc limit 1`;
  assert.equal(log[0]!["type"], "login.disconnected");
  assert.ok(log[0]!["payload"]["ignored"]);
});

Deno.test("a text about disconnects and logins changes no state", async () => {
  await handle(text({ content: "offline 断开 disconnect 登录成功 其他设备登录" }));
  assert.deepEqual(await inputs(), []);
});

Deno.test("a replayed flood of 500 old messages is stored and sends no webhook, with and without its mark", async () => {
  const newest = text();
  await handle(newest);
  const hourAgo = Math.floor(core.clock.now() / 1000) - 3_600;
  const flood = Array.from({ length: 500 }, (_, index) =>
    text({
      server_id: 6_000_000 + index,
      send_time: index % 5 === 4 ? undefined : hourAgo + index,
      issync: index % 2 === 0,
    }));
  await handle(...flood, { ...newest, inboxId: core.nextId() });
  const stored = await events();
  assert.equal(stored.length, 501);
  assert.equal(stored.filter(({ isReplay }) => isReplay).length, 500);
  assert.deepEqual(await webhooks(), ["account.message"]);
  const { lastServerId } = await core.accounts.get(account.accountId);
  assert.equal(lastServerId, "7000001", "old numbers do not move it back");
});

Deno.test("history that arrives while an account comes online for the first time is not forwarded", async () => {
  account = await seedOnlineAccount(core, {
    vid: "1688000000000019",
    uuid: "f".repeat(32),
    onlineSinceMs: 0,
  });
  const seconds = Math.floor(core.clock.now() / 1000);
  await handle(text({ send_time: seconds - 900 }), text({ send_time: seconds - 5 }));
  assert.deepEqual(await types(), ["(account.message)", "account.message"]);
});

Deno.test("messages that overtake each other are all forwarded", async () => {
  await handle(text({ server_id: 12 }), text({ server_id: 11 }), text({ server_id: 10 }));
  assert.deepEqual(await types(), ["account.message", "account.message", "account.message"]);
});

Deno.test("own messages, operations, notices and control messages are not forwarded as messages", async () => {
  await handle(
    text({ sender: account.vid, receiver: CUSTOMER }),
    text({ referid: 7_000_001 }),
    text({ msgtype: 2001 }),
    text({ msgtype: 2131 }),
    text({ msgtype: 1002, is_room: 1, room_conversation_id: ROOM }),
    text({ msgtype: 2063 }),
    push("102006", { receiver: CUSTOMER, sender: account.vid, msgtype: 2001, server_id: 9 }),
    push("115005", { room_conversation_id: ROOM, room_name: "新名字" }),
  );
  assert.deepEqual(await types(), [
    "message.own",
    "message.operation",
    "message.notice",
    "message.notice",
    "room.renamed",
  ]);
  assert.deepEqual(await webhooks(), []);
  assert.equal((await events())[0]!.data["chatId"], CUSTOMER);
});

Deno.test("a restriction is an input of the machine, unless it is history", async () => {
  const restricted = (fields: object) =>
    text({ sender: "10000", msgtype: 1011, app_info: "spam_block_1", content: "x", ...fields });
  await handle(restricted({ issync: true }), restricted({}));
  assert.deepEqual(await inputs(), [
    { kind: "push", uuid: account.uuid, push: { kind: "restricted" } },
  ]);
});

Deno.test("a refusal by the recipient marks the send that it is about, and is an event", async () => {
  const send = async (msgId: string) => {
    const sendId = core.nextId();
    await core.sql`
      insert into upstream_bridge.sends ${
      core.sql({
        send_id: sendId,
        account_id: account.accountId,
        target: CUSTOMER,
        is_room: false,
        content: "x",
        requested_by: "machine/crm",
        status: "sent",
        send_at: new Date(core.clock.now()),
        created_at: new Date(core.clock.now()),
        msg_id: msgId,
        server_id: `9${msgId}`,
      })
    }`;
    return sendId;
  };
  const [first, latest] = [await send("501"), await send("502")];
  const refusal = (type: string, appInfo: string) =>
    push(type, {
      ...(text().body as object),
      sender: account.vid,
      receiver: CUSTOMER,
      msgtype: 1011,
      app_info: appInfo,
    });
  await handle(refusal("102001", "from_msgid_501_need_verify"), refusal("102002", "unknown"));
  const rejected = (await events()).map(({ type, data }) => [type, data["sendId"], data["reason"]]);
  assert.deepEqual(rejected, [
    ["account.message_rejected", first, "deleted"],
    ["account.message_rejected", latest, "blocked"],
  ]);
  const statuses = await core.sql`select distinct status from upstream_bridge.sends`;
  assert.deepEqual(statuses.map((row) => row["status"]), ["rejected_later"]);
  assert.equal((await webhooks()).length, 2);
});

Deno.test("changes of contacts are events, and those of a replay are not forwarded", async () => {
  const list = [
    { user_id: CUSTOMER, nickname: "丙", status: 9 },
    { user_id: 7881300000000043, status: 2049 },
    { user_id: 7881300000000044, status: 2057 },
  ];
  await handle(
    push("116002", { list, seq: 1, issync: false }),
    push("116001", { list: [{ user_id: 1, nickname: "丁" }], seq: 2 }),
    push("116002", { list: list.slice(0, 1), seq: 3, issync: true }),
  );
  const seen = (await events()).map(({ data, isReplay }) => [data["change"], isReplay]);
  assert.deepEqual(seen, [
    ["new", false],
    ["deleted", false],
    ["updated", false],
    ["request", false],
    ["new", true],
  ]);
  assert.equal((await webhooks()).length, 4);
});

Deno.test("what cannot be understood is kept and has no effect", async () => {
  await handle(
    push("102000", '{"cut":"o'),
    push("", "<html>", { uuid: "" }),
    push("199999", { a: 1 }),
    push("102000", { msg: "", msgtype: 2118 }),
    push("102000", []),
  );
  assert.deepEqual(await types(), [
    "callback.unparsed",
    "callback.unparsed",
    "upstream.unknown",
    "callback.unparsed",
  ]);
  assert.deepEqual(await inputs(), []);
});

Deno.test("what an old instance sends long after its end is stored and not forwarded", async () => {
  const endedAt = new Date(core.clock.now());
  await core.sql`update upstream_bridge.instances set ended_at = ${endedAt}`;
  await core.sql`update upstream_bridge.accounts set upstream_uuid = null`;
  await handle(text());
  replicas.clock.advance(11 * MINUTE_MS);
  await handle(text());
  assert.deepEqual(await types(), ["account.message", "(account.message)"]);
});
