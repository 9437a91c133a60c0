import assert from "node:assert/strict";
import { settledMarkdown } from "services/ai-reply/markdown/settled_markdown.ts";
import { generateAnswer, generateNoise } from "services/ai-reply/testing/generate_answer.ts";
import { toBotMarkdown } from "services/ai-reply/text/bot_markdown.ts";
import { toPlainText } from "services/ai-reply/text/plain_text.ts";
import { splitText } from "services/ai-reply/text/split_text.ts";

/** `ANSWERS=100000 deno task test whole_answer` tries more. A failure names the seed. */
const ANSWERS = Number(Deno.env.get("ANSWERS") ?? "3000");

const withoutBlanks = (text: string) => text.replace(/\s+/g, "");

Deno.test("every letter, digit and sign of an answer reaches a customer of 微信客服, in order", () => {
  for (let seed = 1; seed <= ANSWERS; seed += 1) {
    const { written, shown } = generateAnswer(seed);
    const parts = splitText(toPlainText(written, "kf"), 300);
    assert.equal(withoutBlanks(parts.join("")), shown, `seed ${seed}: ${JSON.stringify(written)}`);
  }
});

/** An app's text as people read it: its tags are links, and the brackets of words are full-width. */
function readApp(text: string): string {
  return text.replace(
    /<a href="([^"]*)">([^<]*)<\/a>/g,
    (_, url, label) => label === url ? label : `${label} (${url})`,
  ).replaceAll("＜", "<").replaceAll("＞", ">");
}

Deno.test("every letter, digit and sign of an answer reaches a member in an app, in order", () => {
  for (let seed = 1; seed <= ANSWERS; seed += 1) {
    const { written, shown } = generateAnswer(seed);
    const text = splitText(toPlainText(written, "app"), 300).join("");
    assert.equal(withoutBlanks(readApp(text)), shown, `seed ${seed}: ${JSON.stringify(written)}`);
  }
});

Deno.test("a bot's Markdown shows every letter, digit and sign of an answer, in order", () => {
  for (let seed = 1; seed <= ANSWERS; seed += 1) {
    const { written } = generateAnswer(seed);
    const bot = toBotMarkdown(written);
    const failure = `seed ${seed}: ${JSON.stringify(written)} -> ${JSON.stringify(bot)}`;
    // Read once more, it is the same text but for full-width signs and the addresses that cannot be links.
    const plain = (markdown: string) =>
      withoutBlanks(toPlainText(markdown, "kf")).normalize("NFKC")
        .replaceAll("](", "]").replaceAll("□", "[]").replaceAll("✓", "[x]");
    assert.equal(plain(bot), plain(written), failure);
  }
});

Deno.test("letters and digits stay whatever signs are around them", () => {
  const read = (text: string) => (text.match(/[\p{L}\p{N}]/gu) ?? []).join("");
  for (let seed = 1; seed <= ANSWERS; seed += 1) {
    const noise = generateNoise(seed);
    for (const channel of ["kf", "app"] as const) {
      assert.equal(
        read(toPlainText(noise, channel)),
        read(noise),
        `seed ${seed}: ${JSON.stringify(noise)}`,
      );
    }
  }
});

Deno.test("the text of a growing answer only grows", () => {
  for (let seed = 1; seed <= ANSWERS / 20; seed += 1) {
    const { written } = generateAnswer(seed);
    const whole = toPlainText(written, "kf");
    for (let end = 0; end < written.length; end += 1) {
      const shown = toPlainText(settledMarkdown(written.slice(0, end)), "kf");
      assert.ok(
        whole.startsWith(shown),
        `seed ${seed}: ${JSON.stringify(written.slice(0, end))} shows ${JSON.stringify(shown)}, ` +
          `whole: ${JSON.stringify(whole)}`,
      );
    }
  }
});

Deno.test("a growing answer is not held back longer than a line or a table's header", () => {
  const written =
    "第一行 **重点**，80~120元。\n\n| 名称 | 价格 |\n| --- | --- |\n| 甲 | 3 元 |\n结尾";
  const shown = (end: string) =>
    toPlainText(settledMarkdown(written.slice(0, written.indexOf(end) + end.length)), "kf");
  assert.equal(shown("第一行 **重"), "第一行");
  assert.equal(shown("重点**，"), "第一行 重点，");
  assert.equal(shown("80~"), "第一行 重点，80");
  assert.equal(shown("80~120元"), "第一行 重点，80~120元");
  assert.equal(shown("| 名称 | 价格 |"), "第一行 重点，80~120元。");
  assert.equal(shown("| --- | --- |\n| 甲 | 3"), "第一行 重点，80~120元。");
  assert.equal(shown("3 元 |\n"), "第一行 重点，80~120元。\n\n- 名称：甲；价格：3 元");
  assert.equal(shown("结尾"), "第一行 重点，80~120元。\n\n- 名称：甲；价格：3 元\n结尾");
});
