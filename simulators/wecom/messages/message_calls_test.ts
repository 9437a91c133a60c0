import assert from "node:assert/strict";
import { createSender } from "simulators/wecom/messages/test_sender.ts";
import { corpId } from "simulators/wecom/test_simulator.ts";

Deno.test("a text is shown to each member, in order, cut at 2048 bytes even within a character", async () => {
  const { message, sent } = await createSender();
  const answer = await message({
    touser: "zhangsan|LISI",
    text: { content: "好".repeat(700) },
  });
  assert.equal(answer.errcode, 0);
  await message({ text: { content: "a".repeat(2048) } });
  const texts = (await sent("channel=app/1000002&person=lisi")).map(({ text }) => text);
  assert.deepEqual(texts, [`${"好".repeat(682)}\uFFFD`, "a".repeat(2048)]);
  const [entry] = await sent("person=zhangsan");
  assert.deepEqual([entry?.msgId, entry?.person], [answer.msgid, "zhangsan"]);
});

Deno.test("invalid receivers are listed in lower case; without a valid one it is 81013", async () => {
  const { message, sent } = await createSender();
  const some = await message({ touser: "lisi|QianBa|NotThere|zhaoliu" });
  assert.deepEqual([some.errcode, some.invaliduser], [0, "qianba|notthere|zhaoliu"]);
  const none = await message({ touser: "QianBa" });
  assert.deepEqual([none.errcode, none.invaliduser], [81013, "qianba"]);
  assert.equal((await sent()).length, 1);
});

Deno.test("message/send refuses with WeCom's codes and sends nothing", async () => {
  const { call, control, message, sent, token } = await createSender();
  await control("corps", { corps: [{ id: corpId, agents: [{ id: 1000003 }] }] });
  const bad: [Record<string, unknown>, number][] = [
    [{ agentid: undefined }, 41011],
    [{ agentid: 1000003 }, 301002],
    [{ agentid: 7 }, 40056],
    [{ touser: "" }, 82001],
    [{ touser: ["lisi"] }, 40058],
    [{ touser: Array(1001).fill("a").join("|") }, 40032],
    [{ msgtype: "txt" }, 40008],
    [{ text: { content: "" } }, 44004],
  ];
  for (const [changes, errcode] of bad) {
    assert.equal((await message(changes)).errcode, errcode, JSON.stringify(changes));
  }
  const broken = await call("message/send", { access_token: await token() }, { body: "{" });
  assert.deepEqual([broken.errcode, /wrong json/.test(broken.errmsg)], [41011, true]);
  assert.deepEqual(await sent(), []);
});

Deno.test("the 31st message to a member within a minute is ok and never shown", async () => {
  const { control, message, sent } = await createSender();
  for (let index = 0; index < 31; index++) assert.equal((await message()).errcode, 0);
  assert.equal((await message({ touser: "zhangsan" })).errcode, 0);
  const outcomes = (await sent("person=lisi")).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, [...Array(30).fill("shown"), "rateLimited"]);
  await control("clock", { advanceMs: 60_000 });
  await message();
  assert.equal((await sent("person=lisi")).at(-1)?.outcome, "shown");
});

Deno.test("with the duplicate check the same message is ok and not shown again in its window", async () => {
  const { control, message, sent } = await createSender();
  const check = { enable_duplicate_check: 1, duplicate_check_interval: 60 };
  await message(check);
  const again = await message(check);
  assert.deepEqual([again.errcode, typeof again.msgid], [0, "string"]);
  await message({ ...check, touser: "zhangsan" });
  await message({ ...check, text: { content: "另一句" } });
  await control("clock", { advanceMs: 60_000 });
  await message(check);
  const seen = (await sent("person=lisi")).map(({ outcome, text }) => `${outcome} ${text}`);
  assert.deepEqual(seen, ["shown 你好", "duplicate 你好", "shown 另一句", "shown 你好"]);
  assert.deepEqual((await sent("person=zhangsan")).map(({ outcome }) => outcome), ["shown"]);
});

Deno.test("a fault after the call loses the answer and not the message", async () => {
  const { control, message, sent } = await createSender();
  await control("faults", { call: "message/send", malformed: true, after: true });
  await assert.rejects(() => message(), SyntaxError);
  assert.deepEqual((await sent()).map(({ text }) => text), ["你好"]);
});

Deno.test("departments and @all are receivers, without the members that the app cannot reach", async () => {
  const { message, sent } = await createSender();
  const answer = await message({ touser: "zhangsan", toparty: "2|4|99", totag: "1" });
  assert.deepEqual(
    [answer.errcode, answer.invaliduser, answer.invalidparty, answer.invalidtag],
    [0, undefined, "4|99", "1"],
  );
  assert.deepEqual((await sent()).map(({ person }) => person), ["zhangsan", "wangwu"]);
  assert.equal((await message({ touser: "", toparty: "99" })).errcode, 81013);
  assert.equal((await message({ toparty: Array(101).fill("2").join("|") })).errcode, 82002);
  assert.equal((await message({ totag: Array(101).fill("2").join("|") })).errcode, 82003);
  assert.equal((await message({ touser: "@all", toparty: "99" })).invalidparty, undefined);
  const all = (await sent()).slice(2).map(({ person }) => person);
  assert.deepEqual(all, ["zhangsan", "lisi", "wangwu"]);
});

Deno.test("a message can be taken back for 24 hours, by its own app", async () => {
  const { control, message, post, sent, token, call } = await createSender();
  const { msgid } = await message();
  const { msgid: late } = await message({ touser: "zhangsan" });
  assert.equal((await post("message/recall", { msgid })).errcode, 0);
  assert.deepEqual((await sent()).map(({ outcome }) => outcome), ["recalled", "shown"]);
  assert.equal((await post("message/recall", {})).errcode, 40063);
  assert.equal((await post("message/recall", { msgid: "unknown" })).errcode, 40058);
  await control("clock", { advanceMs: 86_400_001 });
  const query = { access_token: await token() };
  assert.equal((await call("message/recall", query, { body: { msgid: late } })).errcode, 42052);
});
