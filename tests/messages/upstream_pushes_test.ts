// Callbacks of the upstream, from the HTTP request to the event.
import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { createPushToken } from "packages/upstream_push/push_token.ts";
import { newAccountRecord } from "services/upstream-bridge/domain/new_account_record.ts";
import { createBrowser, signIn } from "tests/support/browser.ts";
import { PUSH_SECRET, type Stack, startStack } from "tests/support/start_stack.ts";

const ACCOUNT = { accountId: "01890a5d-ac96-774b-bcce-b302099a8057", generation: 1 };
const UUID = "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b";
const VID = "1688000000000017";

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack();
  const now = new Date(stack.clock.now());
  const onlineSince = now.getTime() - 3_600_000;
  // Stopped, so that the machine makes no call; its instance still sends what was on its way.
  const record = { ...newAccountRecord(onlineSince), state: "stopped", vid: VID, uuid: UUID };
  await stack.sql`
    insert into upstream_bridge.accounts ${
    stack.sql({
      account_id: ACCOUNT.accountId,
      name: "客服一号",
      upstream_uuid: UUID,
      generation: 1,
      vid: VID,
      corp_id: "1970320000000001",
      state: "stopped",
      record: stack.sql.json(record as never),
      created_at: now,
      updated_at: now,
    })
  }`;
  await stack.sql`
    insert into upstream_bridge.instances (upstream_uuid, account_id, generation, created_at)
    values (${UUID}, ${ACCOUNT.accountId}, 1, ${now})`;
});
Deno.test.afterAll(() => stack.stop());

async function post(body: string, token = createPushToken(PUSH_SECRET, ACCOUNT)) {
  const url = `${stack.publicUrl}/callback/wxwork/${token}`;
  const answer = await stack.fetch(url, { method: "POST", body });
  return [answer.status, await answer.text()];
}

/** A text with ids beyond 2^53, as the upstream writes it. */
const text = (serverId: number, content: string) =>
  `{"uuid":"${UUID}","type":102000,"json":${
    JSON.stringify(
      `{"kf_id":25600000000000013,"receiver":0,"sender":7881300000000042,"is_room":1,` +
        `"room_conversation_id":10800000000000077,"server_id":${serverId},"msg_id":1,` +
        `"content":"${content}","issync":false,"send_time":${
          Math.floor(stack.clock.now() / 1000)
        },"referid":0,"msgtype":2}`,
    )
  }}`;

const events = () => stack.sql`select type, data from upstream_bridge.events order by seq`;

Deno.test("a callback becomes an event with all digits of its ids, once, and appears in the inbox", async () => {
  const sent = text(7_000_002, "大家好");
  assert.deepEqual(await post(sent), [200, '{"errcode":0,"errmsg":"ok"}']);
  assert.equal((await post(sent))[0], 200);
  await eventually(async () => assert.equal((await events()).length, 1));
  const { chatId, kfId, senderId } = (await events())[0]!["data"];
  assert.deepEqual(
    [chatId, kfId, senderId],
    ["10800000000000077", "25600000000000013", "7881300000000042"],
  );
  const operator = createBrowser(stack);
  await signIn(stack, operator, "zhangsan");
  const page = await (await operator.fetch("/console/inbox?lang=zh")).text();
  assert.ok(page.includes("大家好") && page.includes("上游"), page.slice(0, 500));
  assert.ok(page.includes(`/console/accounts/${ACCOUNT.accountId}`));
  assert.ok(!page.includes(UUID));
});

Deno.test("200 callbacks at once are stored once each, and those of a chat keep their order", async () => {
  const before = (await events()).length;
  for (let n = 0; n < 200; n += 50) {
    const some = Array.from(
      { length: 50 },
      (_, index) => text(7_000_100 + n + index, `${n + index}`),
    );
    await Promise.all([...some, ...some.slice(0, 10)].map((body) => post(body)));
  }
  await eventually(async () => assert.equal((await events()).length, before + 200), {
    withinMs: 60_000,
  });
});

Deno.test("no log line has a token, a whole uuid or the text of a message", async () => {
  const token = createPushToken(PUSH_SECRET, ACCOUNT);
  await post(text(7_000_900, "canary-of-a-text"), `${token}x`);
  await post(text(7_000_901, "canary-of-a-text"));
  await post("canary-of-a-text");
  await post(text(7_000_902, "canary-of-a-text").replaceAll(UUID, "d".repeat(32)));
  await eventually(async () => {
    const orphans = await stack.sql`
      select 1 from upstream_bridge.pushes where account_id is null`;
    assert.equal(orphans.length, 1);
  });
  const log = JSON.stringify(stack.log);
  for (const secret of [token, token.split(".")[2]!, UUID, "d".repeat(32), "canary-of-a-text"]) {
    assert.ok(!log.includes(secret), secret);
  }
});
