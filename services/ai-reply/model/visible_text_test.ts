import assert from "node:assert/strict";
import {
  beginsInBlock,
  upToLastSentence,
  visibleText,
} from "services/ai-reply/model/visible_text.ts";

const WRAPPED: ReadonlyArray<readonly [said: string, visible: string]> = [
  ["<think>SECRET</think>答案", "答案"],
  ["<think>\nSECRET\n</think>\n\n答案", "答案"],
  ['<THINK time="3">SECRET < 4</Think >答案', "答案"],
  ["<thinking>SECRET</thinking>一<thought>SECRET</thought>二", "一二"],
  ["答案<think>SECRET", "答案"],
  ["<think>SECRET", ""],
  ["<think></think>答案", "答案"],
  ["答案：3 < 4，<b>好</b>", "答案：3 < 4，<b>好</b>"],
  ["<thinker>不是标签", "<thinker>不是标签"],
];

Deno.test("reasoning is never shown, at any chunk border", () => {
  for (const [said, visible] of WRAPPED) {
    assert.equal(visibleText(said), visible, said);
    for (let end = 0; end < said.length; end += 1) {
      const shown = visibleText(said.slice(0, end));
      assert.doesNotMatch(shown, /S|think>/i, said.slice(0, end));
    }
  }
});

Deno.test("a complete answer may end with an open angle bracket; an incomplete one only holds back reasoning", () => {
  for (const said of ["请输入 <", "价格 <th", "回复 <name", "a <t"]) {
    assert.equal(visibleText(said, true), said);
  }
  assert.equal(visibleText("回复 <name"), "回复 <name");
  assert.equal(visibleText("回复 <th"), "回复");
  assert.equal(visibleText("答<think time=3"), "答");
});

Deno.test("an end tag without a start tag hides the text before it", () => {
  assert.equal(visibleText("SECRET\n</think>\n答案"), "答案");
  assert.ok(beginsInBlock("SECRET\n</think>\n答案"));
  assert.ok(!beginsInBlock("<think>SECRET</think>答案"));
  assert.equal(visibleText("<think>SECRET</think>SECRET</think>答案"), "答案");
});

Deno.test("an endless row of tags takes linear time", () => {
  const startMs = performance.now();
  assert.equal(visibleText("<think>".repeat(28_000)), "");
  assert.equal(visibleText("<".repeat(200_000)), "<".repeat(199_999));
  assert.ok(performance.now() - startMs < 10_000);
});

Deno.test("an answer that was cut off ends with its last complete sentence", () => {
  assert.equal(upToLastSentence("第一句。第二句！第三"), "第一句。第二句！");
  assert.equal(upToLastSentence("他说：“好。”然后"), "他说：“好。”");
  assert.equal(upToLastSentence("It costs 3.50 a piece. And th"), "It costs 3.50 a piece.");
  assert.equal(upToLastSentence("没有句号的半句"), "没有句号的半句");
});

Deno.test("blanks in an unclosed tag take linear time", () => {
  const startMs = performance.now();
  const said = `<think${" ".repeat(100_000)}`;
  assert.equal(visibleText(`${said}<`), said.trim());
  assert.equal(visibleText(said), "");
  assert.ok(performance.now() - startMs < 10_000);
});
