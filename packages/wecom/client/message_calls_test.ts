import assert from "node:assert/strict";
import { createWecomClient } from "packages/wecom/client/client.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import { type Handler, refusal, startStandIn } from "packages/wecom/testing/stand_in.ts";

function standIn(handlers: Readonly<Record<string, Handler>>) {
  const wecom = startStandIn(handlers);
  const { messages } = createWecomClient({
    fetch,
    clock: { now: () => Date.now() },
    random: () => 0,
    baseUrl: wecom.baseUrl,
    corpId: "ww0123456789abcdef",
    agentId: "1000002",
    tokens: { token: () => Promise.resolve("t1"), invalidate() {} },
  });
  return { wecom, messages, [Symbol.asyncDispose]: () => wecom[Symbol.asyncDispose]() };
}

Deno.test("a text goes out with the duplicate check on, and says who does not get it", async () => {
  await using t = standIn({
    "message/send": () => ({
      errcode: 0,
      errmsg: "ok",
      invaliduser: "zhaoliu",
      unlicenseduser: "qianba",
      msgid: "m1",
    }),
  });
  const toUserIds = ["zhangsan", "zhaoliu", "qianba"];
  assert.deepEqual(await t.messages.sendText({ toUserIds, text: "你好" }), {
    msgId: "m1",
    invalidUserIds: ["zhaoliu", "qianba"],
  });
  assert.deepEqual(t.wecom.journal[0]?.body, {
    touser: "zhangsan|zhaoliu|qianba",
    msgtype: "text",
    agentid: 1000002,
    text: { content: "你好" },
    enable_duplicate_check: 1,
    duplicate_check_interval: 14400,
  });
});

Deno.test("a text that nobody gets is a refusal, also where WeCom calls it a success", async () => {
  const answers = [
    refusal(81013, "user & party & tag all invalid"),
    { errcode: 0, errmsg: "ok", unlicenseduser: "zhangsan", msgid: "m1" },
  ];
  await using t = standIn({ "message/send": ({ nth }) => answers[nth - 1]! });
  for (const _ of answers) {
    await assert.rejects(
      t.messages.sendText({ toUserIds: ["zhangsan"], text: "你好" }),
      (error) =>
        error instanceof WecomError && error.errcode === 81013 && error.class === "configuration",
    );
  }
});

Deno.test("a text whose answer is lost is sent again: WeCom shows it once", async () => {
  await using t = standIn({
    "message/send": ({ nth }) =>
      nth === 1 ? new Response("", { status: 502 }) : { errcode: 0, errmsg: "ok", msgid: "m1" },
  });
  await t.messages.sendText({ toUserIds: ["zhangsan"], text: "你好" });
  assert.deepEqual(t.wecom.journal[0]?.body, t.wecom.journal[1]?.body);
});
