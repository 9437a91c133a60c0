import assert from "node:assert/strict";
import { readCommand } from "services/ai-reply/domain/commands.ts";
import type { Content } from "services/ai-reply/domain/conversation.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { planTurn as planOn } from "services/ai-reply/domain/plan_turn.ts";

const text = (words: string): Content => ({ type: "text", text: words });

const planTurn = (contents: readonly Content[]) => planOn(contents, "app");

Deno.test("a command is the whole text; a question that mentions one is answered", () => {
  for (const words of ["帮助", " help ", "HELP", "@小助手 帮助", "/help", "帮助。"]) {
    assert.equal(readCommand(words), "help", words);
  }
  for (const words of ["人工", "转人工！", "真人", "human", "Agent"]) {
    assert.equal(readCommand(words), "human", words);
  }
  assert.equal(readCommand("机器人"), "bot");
  assert.equal(readCommand("重新开始"), "reset");
  for (const words of ["人工智能课程多少钱", "怎么帮助孩子", "你是机器人吗", ""]) {
    assert.equal(readCommand(words), undefined, words);
  }
});

Deno.test("questions of one turn are asked together, in order", () => {
  assert.deepEqual(planTurn([text("在吗"), text(" 报名多少钱 "), text("几点开门")]), {
    asksForStaff: false,
    forgetsAt: undefined,
    canned: [],
    question: "在吗\n报名多少钱\n几点开门",
  });
});

Deno.test("each kind of message that is not text has its own reply, sent once per turn", () => {
  for (const type of ["image", "voice", "video", "file"] as const) {
    assert.deepEqual(planTurn([{ type }, { type }]).canned, [CANNED_REPLIES[type]]);
  }
  assert.deepEqual(planTurn([text("   ")]).canned, [CANNED_REPLIES.other]);
});

Deno.test("several kinds of messages that are not text get one sentence that names each once", () => {
  const location: Content = { type: "location", latitude: 1, longitude: 2, label: "广州" };
  const link: Content = { type: "link", title: "t", description: "", url: "https://example.com" };
  const plan = planTurn([
    { type: "image" },
    { type: "image" },
    { type: "voice" },
    { type: "video" },
    { type: "file" },
    location,
    link,
    { type: "other", name: "miniprogram" },
    text("   "),
    text("多少钱"),
  ]);
  assert.deepEqual(plan.canned, [
    "收到您的图片、语音、视频、文件、位置、链接和其他消息了。这些内容我暂时看不懂，请用文字描述您的问题。",
  ]);
  assert.equal(plan.question, "多少钱");
});

Deno.test("a customer who asks for staff is switched to staff, even with other messages in the turn", () => {
  assert.deepEqual(planTurn([text("多少钱"), text("转人工"), { type: "image" }]), {
    asksForStaff: true,
    forgetsAt: undefined,
    canned: [CANNED_REPLIES.toStaff],
    question: undefined,
  });
  const { canned } = planOn([text("人工")], "kf");
  assert.deepEqual(canned, [CANNED_REPLIES.toStaffQueued], "in the queue the reply differs");
});

Deno.test("after a reset, earlier questions are ignored and later ones answered", () => {
  assert.deepEqual(planTurn([text("旧问题"), text("重新开始"), text("新问题"), text("帮助")]), {
    asksForStaff: false,
    forgetsAt: 1,
    canned: [CANNED_REPLIES.forgotten, CANNED_REPLIES.help],
    question: "新问题",
  });
});

Deno.test("endless punctuation and blanks take linear time", () => {
  const startMs = performance.now();
  for (const mark of [".", "~", " ", "。"]) {
    const text = `@a 人工${mark.repeat(250_000)}x`;
    assert.equal(planTurn([{ type: "text", text }]).question, text);
  }
  assert.ok(performance.now() - startMs < 10_000);
});
