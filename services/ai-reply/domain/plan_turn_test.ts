import assert from "node:assert/strict";
import { readCommand } from "services/ai-reply/domain/commands.ts";
import type { Content } from "services/ai-reply/domain/conversation.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { planTurn as planOn } from "services/ai-reply/domain/plan_turn.ts";

const text = (words: string): Content => ({ type: "text", text: words });

const planTurn = (contents: readonly Content[]) => planOn(contents, "app");

Deno.test("a command is the whole text: who mentions one within a question gets an answer", () => {
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
    handsOver: false,
    forgetsAt: undefined,
    defined: [],
    question: "在吗\n报名多少钱\n几点开门",
  });
});

Deno.test("one kind that is no text has an answer of its own, given once a turn", () => {
  for (const type of ["image", "voice", "video", "file"] as const) {
    assert.deepEqual(planTurn([{ type }, { type }]).defined, [DEFINED_ANSWERS[type]]);
  }
  assert.deepEqual(planTurn([text("   ")]).defined, [DEFINED_ANSWERS.other]);
});

Deno.test("several kinds that are no text are answered in one sentence that names each once", () => {
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
  assert.deepEqual(plan.defined, [
    "收到您的图片、语音、视频、文件、位置、链接和其他消息了。这些内容我暂时看不懂，请用文字描述您的问题。",
  ]);
  assert.equal(plan.question, "多少钱");
});

Deno.test("who asks for a person gets one, whatever else they wrote", () => {
  assert.deepEqual(planTurn([text("多少钱"), text("转人工"), { type: "image" }]), {
    handsOver: true,
    forgetsAt: undefined,
    defined: [DEFINED_ANSWERS.handedOver],
    question: undefined,
  });
  const { defined } = planOn([text("人工")], "kf");
  assert.deepEqual(defined, [DEFINED_ANSWERS.queued], "no word leads back from WeCom's queue");
});

Deno.test("who starts anew is asked nothing of what came before, and answered what comes after", () => {
  assert.deepEqual(planTurn([text("旧问题"), text("重新开始"), text("新问题"), text("帮助")]), {
    handsOver: false,
    forgetsAt: 1,
    defined: [DEFINED_ANSWERS.forgotten, DEFINED_ANSWERS.help],
    question: "新问题",
  });
});

Deno.test("marks and blanks without end cost no more than their length", () => {
  const startMs = performance.now();
  for (const mark of [".", "~", " ", "。"]) {
    const text = `@a 人工${mark.repeat(250_000)}x`;
    assert.equal(planTurn([{ type: "text", text }]).question, text);
  }
  assert.ok(performance.now() - startMs < 10_000);
});
