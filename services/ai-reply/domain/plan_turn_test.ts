import assert from "node:assert/strict";
import { createReadCommand } from "services/ai-reply/commands/read_command.ts";
import type { Content } from "services/ai-reply/domain/conversation.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { planTurn as planOn } from "services/ai-reply/domain/plan_turn.ts";

const text = (words: string): Content => ({ type: "text", text: words });

const readCommand = createReadCommand(["人工"]);

const planTurn = (contents: readonly Content[]) =>
  planOn(contents, { channel: "app", readCommand });

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
  const plan = planTurn([
    { type: "image" },
    { type: "image" },
    { type: "voice" },
    { type: "video" },
    { type: "file" },
    { type: "other", name: "miniprogram" },
    text("   "),
    text("多少钱"),
  ]);
  assert.deepEqual(plan.canned, [
    "收到您的图片、语音、视频、文件和其他消息了。这些内容我暂时看不懂，请用文字描述您的问题。",
  ]);
});

Deno.test("places, links, cards and recognised speech are part of the question", () => {
  const { question, canned } = planTurn([
    { type: "location", latitude: 1, longitude: 2, label: "广州" },
    { type: "link", title: "暑期班", description: "", url: "https://example.com" },
    { type: "other", name: "miniprogram", text: "示例商城" },
    { type: "voice", text: "多少钱" },
  ]);
  assert.deepEqual(canned, []);
  for (const words of ["广州", "暑期班", "https://example.com", "示例商城", "多少钱"]) {
    assert.ok(question?.includes(words), words);
  }
});

Deno.test("a quote stands before the question, and a quoted command is none", () => {
  const plan = planTurn([{ type: "text", text: "这是什么意思", quotedText: "转人工" }]);
  assert.deepEqual([plan.asksForStaff, plan.question], [
    false,
    "<引用>\n转人工\n</引用>\n这是什么意思",
  ]);
  assert.equal(planTurn([{ type: "text", text: "转人工", quotedText: "别的" }]).asksForStaff, true);
});

Deno.test("the customer gets a reply about pictures and files beside the words, sent or quoted", () => {
  const { canned, question } = planTurn([{
    type: "text",
    text: "哪个好",
    attachments: [{ type: "image" }, { type: "file", quoted: true }, {
      type: "image",
      quoted: true,
    }],
  }]);
  assert.deepEqual(canned, [
    CANNED_REPLIES.image,
    "您引用的文件和图片我暂时看不懂，请用文字描述里面的内容。",
  ]);
  assert.equal(question, "<引用>\n[文件]\n[图片]\n</引用>\n哪个好\n[图片]");
});

Deno.test("a customer who asks for staff is switched to staff, even with other messages in the turn", () => {
  assert.deepEqual(planTurn([text("多少钱"), text("转人工"), { type: "image" }]), {
    asksForStaff: true,
    forgetsAt: undefined,
    canned: [CANNED_REPLIES.toStaff],
    question: undefined,
  });
  const { canned } = planOn([text("人工")], { channel: "kf", readCommand });
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
