import assert from "node:assert/strict";
import { WecomError } from "packages/wecom/client/errcode.ts";
import { refusal } from "packages/wecom/testing/fake_wecom.ts";
import { openFakeClient } from "packages/wecom/testing/fake_client.ts";

Deno.test("a text is sent with the duplicate check, and the answer names who does not get it", async () => {
  await using t = openFakeClient({
    "message/send": () => ({
      errcode: 0,
      errmsg: "ok",
      invaliduser: "zhaoliu",
      unlicenseduser: "qianba",
      msgid: "m1",
    }),
  });
  const toUserIds = ["zhangsan", "zhaoliu", "qianba"];
  assert.deepEqual(await t.client.messages.sendText({ toUserIds, text: "你好" }), {
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

Deno.test("a text without any valid receiver is an error, even when WeCom returns success", async () => {
  const answers = [
    refusal(81013, "user & party & tag all invalid"),
    { errcode: 0, errmsg: "ok", unlicenseduser: "zhangsan", msgid: "m1" },
  ];
  await using t = openFakeClient({ "message/send": ({ nth }) => answers[nth - 1]! });
  for (const _ of answers) {
    await assert.rejects(
      t.client.messages.sendText({ toUserIds: ["zhangsan"], text: "你好" }),
      (error) =>
        error instanceof WecomError && error.errcode === 81013 && error.class === "configuration",
    );
  }
});

Deno.test("a text whose answer is lost is sent again, with the duplicate check", async () => {
  await using t = openFakeClient({
    "message/send": ({ nth }) =>
      nth === 1 ? new Response("", { status: 502 }) : { errcode: 0, errmsg: "ok", msgid: "m1" },
  });
  await t.client.messages.sendText({ toUserIds: ["zhangsan"], text: "你好" });
  assert.deepEqual(t.wecom.journal[0]?.body, t.wecom.journal[1]?.body);
});
