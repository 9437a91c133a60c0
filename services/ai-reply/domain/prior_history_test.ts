import assert from "node:assert/strict";
import { priorHistory, type PriorMessage } from "services/ai-reply/domain/prior_history.ts";

const message = (author: PriorMessage["author"], text: string): PriorMessage => ({
  author,
  content: { type: "text", text },
});

Deno.test("unanswered messages that the question contains are not in the history; answered ones are, even with the same text", () => {
  const talk = [
    message("customer", "多少钱"),
    message("bot", "三百"),
    message("staff", "今天有优惠"),
    { author: "customer" as const, content: { type: "image" } },
    { author: "customer" as const, content: { type: "text", text: "打错了", recalled: true } },
    message("customer", "谢谢"),
    message("customer", "多少钱"),
  ];
  assert.deepEqual(priorHistory(talk, "多少钱"), [
    { role: "user", content: "多少钱" },
    { role: "assistant", content: "三百" },
    { role: "assistant", content: "今天有优惠" },
    { role: "user", content: "[图片]" },
    { role: "user", content: "谢谢" },
  ]);
});
