import assert from "node:assert/strict";
import { openReceiver } from "simulators/wecom/test_receiver.ts";
import { corpId, createTestSimulator, publicUrl } from "simulators/wecom/test_simulator.ts";
import { eventually } from "packages/testkit/eventually.ts";

const place = `${corpId}/app/1000002/zhangsan`;

function post(fields: Record<string, string>, headers: Record<string, string> = {}) {
  return { method: "POST", body: new URLSearchParams(fields), headers };
}

Deno.test("a person's message is sent as a callback, and the reply is shown below it", async () => {
  await using receiver = openReceiver();
  const { call, control, send, token } = createTestSimulator();
  const callback = { url: receiver.url };
  await control("corps", { corps: [{ id: corpId, agents: [{ id: 1000002, callback }] }] });
  const response = await send("/_chat", post({ place, lang: "en", content: "在吗" }));
  assert.equal(response.status, 303);
  const location = response.headers.get("location") ?? "";
  assert.ok(location.startsWith(`${publicUrl}/_chat?place=`), location);
  const answer = `<b>在的</b>，看<a href="https://www.example.com/?a=1&b=2">这里</a>吧`;
  const message = { touser: "zhangsan", agentid: 1000002, msgtype: "text" };
  await call("message/send", { access_token: await token() }, {
    body: { ...message, text: { content: answer } },
  });
  const path = `/_chat/messages?${new URLSearchParams({ place })}`;
  await eventually(async () => {
    const html = await (await send(path)).text();
    assert.match(html, /class="from-person".*在吗.*class="from-system".*&lt;b&gt;在的&lt;\/b&gt;/s);
    assert.match(html, /看<a href="https:\/\/www\.example\.com\/\?a=1&amp;b=2"[^>]*>这里<\/a>吧/);
  });
});

Deno.test("every chat can be chosen, and its page runs only the simulator's script", async () => {
  const { send } = createTestSimulator();
  const page = await send("/_chat?lang=en");
  const html = await page.text();
  assert.match(html, /客户小陈 · wm-demo-1 → 在线客服/);
  for (const name of ["张三 · zhangsan → 扫码登录", "李四 · lisi → 智能机器人"]) {
    assert.ok(html.includes(name), name);
  }
  assert.match(
    page.headers.get("content-security-policy") ?? "",
    /script-src http:\/\/localhost:3000;/,
  );
  assert.equal(
    (await send("/_assets/chat.js")).headers.get("content-type")?.slice(0, 15),
    "text/javascript",
  );
});

Deno.test("an unknown chat, and a form of another site, send nothing", async () => {
  const { send, state } = createTestSimulator();
  assert.match(await (await send("/_chat?place=x")).text(), /没有这个会话/);
  assert.equal((await send("/_chat/messages?place=x")).status, 404);
  const foreign = { origin: "https://www.example.com" };
  await send("/_chat", post({ place, content: "a" }, foreign));
  await send("/_chat", post({ place: "x", content: "a" }));
  assert.deepEqual(state.deliveries.list(), []);
});

Deno.test("in a group with a bot, all members see the messages; a person can quote the last one", async () => {
  await using receiver = openReceiver();
  const { control, send } = createTestSimulator();
  const callback = { url: receiver.url };
  await control("corps", {
    corps: [{ id: corpId, bots: [{ id: "aib-1", name: "AI 小助手", callback }] }],
  });
  const placeOf = (person: string, chat = "") => `${corpId}/bot/aib-1/${person}${chat}`;
  const group = "/wr-demo-1";
  const page =
    await (await send(`/_chat?${new URLSearchParams({ place: placeOf("lisi", group) })}`)).text();
  assert.match(page, /李四 · lisi → AI 小助手 · 群聊/);
  assert.match(page, /引用上一条消息/);
  await send("/_chat", post({ place: placeOf("lisi", group), content: "磁盘已满" }));
  await send(
    "/_chat",
    post({ place: placeOf("zhangsan", group), content: "怎么办", quotes: "last" }),
  );
  await eventually(() => assert.equal(receiver.received.length, 2));
  const sent = receiver.received.map(({ plain }) => JSON.parse(plain))
    .find(({ from }) => from.userid === "zhangsan");
  assert.deepEqual([sent.chatid, sent.text.content, sent.quote.text.content], [
    "wr-demo-1",
    "@AI 小助手 怎么办",
    "@AI 小助手 磁盘已满",
  ]);
  const shownTo = async (place: string) =>
    await (await send(`/_chat/messages?${new URLSearchParams({ place })}`)).text();
  assert.match(await shownTo(placeOf("wangwu", group)), /磁盘已满.*lisi.*怎么办.*zhangsan/s);
  assert.doesNotMatch(await shownTo(placeOf("lisi")), /磁盘已满/);
});
