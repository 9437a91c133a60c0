import assert from "node:assert/strict";
import { createKfTest, customer } from "simulators/wecom/kf/test_kf.ts";

function createService() {
  const test = createKfTest();
  return {
    ...test,
    /** Sends a message with a code; returns the errcode. */
    sayOnEvent: async (code: unknown, changes: Record<string, unknown> = {}): Promise<number> => {
      const body = { open_kfid: undefined, code, msgtype: "text", text: { content: "再见" } };
      return (await test.kf("send_msg_on_event", { ...body, ...changes })).errcode;
    },
    /** The customer opens the chat; returns the code to greet them with. */
    enter: async (): Promise<unknown> => {
      await test.write("", { message: { kind: "event", event: "enter_session", fields: {} } });
      const item = (await test.sync()).msg_list.at(-1) as { event: { welcome_code?: string } };
      return item.event.welcome_code;
    },
  };
}

Deno.test("a session goes from untreated to bot to a member, and no further by API once it has ended", async () => {
  const { change, say, session, write } = createService();
  await write("在吗");
  assert.equal((await session()).service_state, 0);
  assert.equal((await change(1)).errcode, 0);
  assert.equal(await say(), 0);
  assert.equal((await change(3, "zhangsan")).errcode, 95014);
  assert.equal((await change(3, "LiSi")).errcode, 0);
  assert.equal((await session()).servicer_userid, "LiSi");
  assert.equal(await say(), 95018);
  assert.equal((await change(1)).errcode, 95016);
  assert.equal((await change(4)).errcode, 0);
  assert.deepEqual([(await change(1)).errcode, await say()], [95016, 95013]);
  await write("我又来了");
  assert.deepEqual([(await session()).service_state, await say()], [0, 0]);
  assert.equal((await change(9)).errcode, 40058);
});

Deno.test("the end of a session returns a code for one last message, within 20 seconds", async () => {
  const { change, control, say, sayOnEvent, state, write } = createService();
  await write("在吗");
  const { msg_code: code } = await change(4);
  assert.equal(await say(), 95013);
  assert.equal(await sayOnEvent(code), 0);
  assert.equal(await sayOnEvent(code), 40029, "it is used");
  assert.deepEqual(
    state.chats.list({ person: customer }).map(({ via, text }) => [via, text]),
    [["callback", "在吗"], ["kf/send_msg_on_event", "再见"]],
  );
  await write("还有一句");
  const { msg_code: late } = await change(4);
  await control("clock", { advanceMs: 20_000 });
  assert.equal(await sayOnEvent(late), 40029, "it is too old");
  assert.equal(await sayOnEvent("made-up"), 40029);
});

Deno.test("a code allows no message after the session has changed again", async () => {
  const { change, sayOnEvent, write } = createService();
  await write("在吗");
  const { msg_code: code } = await change(4);
  await write("又来了");
  assert.equal(await sayOnEvent(code), 95018);
});

Deno.test("the codes of pool and member are returned once in a session and expire after 48 hours", async () => {
  const { change, control, sayOnEvent, write } = createService();
  await write("在吗");
  const { msg_code: queued } = await change(2);
  await control("clock", { advanceMs: 47 * 3_600_000 });
  assert.equal(await sayOnEvent(queued, { msgid: "turn_1-0" }), 0);
  const { msg_code: taken } = await change(3, "lisi");
  assert.equal(await sayOnEvent(taken, { msgid: "turn_1-0" }), 95033);
  assert.equal((await change(2)).msg_code, undefined);
  assert.equal(await sayOnEvent(taken), 95018);
});

Deno.test("a code comes with the pool, a member and the end of a session, and none with the bot", async () => {
  const { change, write, kf } = createService();
  await write("在吗");
  const answers = [await change(1), await change(2), await change(3, "lisi"), await change(4)];
  assert.deepEqual(answers.map(({ errcode }) => errcode), [0, 0, 0, 0]);
  assert.deepEqual(
    answers.map(({ msg_code }) => typeof msg_code),
    ["undefined", "string", "string", "string"],
  );
  await write("又来了");
  const body = { external_userid: customer, service_state: 3 };
  assert.equal((await kf("service_state/trans", body)).errcode, 40063, "without servicer_userid");
});

Deno.test("a menu can greet a customer and end a session, and only a text can tell of pool and member", async () => {
  const { change, sayOnEvent, write } = createService();
  const list = [{ type: "click", click: { id: "1", content: "满意" } }];
  const menu = { msgtype: "msgmenu", text: undefined, msgmenu: { head_content: "请评价", list } };
  await write("在吗");
  const { msg_code: queued } = await change(2);
  assert.equal(await sayOnEvent(queued, menu), 40008);
  assert.equal(await sayOnEvent(queued), 0);
  const { msg_code: ended } = await change(4);
  assert.equal(await sayOnEvent(ended, { msgtype: "image", image: { media_id: "x" } }), 40008);
  assert.equal(await sayOnEvent(ended, menu), 0);
});

Deno.test("a new customer can be greeted once, in any state of the session", async () => {
  const { change, control, enter, sayOnEvent, write } = createService();
  const code = await enter();
  assert.equal(typeof code, "string");
  assert.equal(await sayOnEvent(code), 0);
  assert.equal(await enter(), undefined, "greeted a moment ago");
  await control("clock", { advanceMs: 48 * 3_600_000 });
  const again = await enter();
  await write("在吗");
  await change(2);
  assert.equal(await sayOnEvent(again), 0);
  await control("clock", { advanceMs: 48 * 3_600_000 });
  assert.equal(await enter(), undefined, "they have written");
});
