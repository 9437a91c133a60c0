import assert from "node:assert/strict";
import { byteLength } from "services/ai-reply/text/byte_length.ts";
import { clipBytes } from "services/ai-reply/text/clip_bytes.ts";
import { splitText } from "services/ai-reply/text/split_text.ts";

const PIECES = [
  "价格",
  "是三元。",
  "“好的。”",
  "，",
  "\n",
  "\n\n",
  " ",
  "Hello world. ",
  "👩‍👩‍👧‍👦",
  "🇨🇳",
  "é",
  "n\u0303",
  "𠮷",
  '<a href="https://example.com/a?b=1">官网。看</a>',
  "https://example.com/path/of/some/length?x=1&y=2 ",
  "！！！",
  "1. ",
];

/** Generates the same texts in every run. */
function randomText(seed: number): string {
  let state = seed;
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
  return Array.from({ length: next() % 80 }, () => PIECES[next() % PIECES.length]).join("");
}

const withoutSpace = (text: string) => text.replace(/\s+/g, "");

Deno.test("the limit counts bytes: every part fits, and together they are the text", () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const text = randomText(seed);
    for (const maxBytes of [64, 100, 300]) {
      const parts = splitText(text, maxBytes);
      for (const part of parts) {
        assert.ok(byteLength(part) <= maxBytes, `${seed}: ${part}`);
        assert.equal(part, part.trim());
        assert.notEqual(part, "");
      }
      assert.equal(withoutSpace(parts.join("")), withoutSpace(text), String(seed));
    }
  }
});

Deno.test("no part ends within a link, an emoji or an accent", () => {
  const WHOLE =
    /👩‍👩‍👧‍👦|🇨🇳|é|n\u0303|𠮷|<a [^>]*>[^<]*<\/a>|https:\/\/example\.com\/path\/of\/some\/length\?x=1&y=2/gu;
  for (let seed = 1; seed <= 400; seed += 1) {
    const text = randomText(seed);
    const kept = splitText(text, 100).flatMap((part) => part.match(WHOLE) ?? []);
    assert.deepEqual(kept, text.match(WHOLE) ?? [], String(seed));
  }
});

Deno.test("600 Chinese characters are 1,800 bytes and one message, 700 are two", () => {
  assert.equal(splitText("字".repeat(600)).length, 1);
  assert.equal(splitText("字".repeat(682)).length, 1);
  assert.deepEqual(splitText("字".repeat(700)).map((part) => part.length), [682, 18]);
});

Deno.test("a paragraph is the best border, then a sentence, then a clause", () => {
  const sentence = "这是一句话，有两半。";
  assert.deepEqual(splitText(`${sentence}${sentence}\n\n${sentence}`, 75), [
    sentence + sentence,
    sentence,
  ]);
  assert.deepEqual(splitText(sentence.repeat(3), 75), [sentence.repeat(2), sentence]);
  assert.deepEqual(splitText("一二三四五，六七八九十", 24), ["一二三四五，", "六七八九十"]);
  assert.deepEqual(splitText("他说：“好。”然后走了。", 24), ["他说：“好。”", "然后走了。"]);
  assert.deepEqual(splitText("It costs 3.50 now. And then", 24), [
    "It costs 3.50 now.",
    "And then",
  ]);
});

Deno.test("an early paragraph does not leave a message nearly empty", () => {
  const [first] = splitText(`好。\n\n${"一二三四五六七八九。".repeat(10)}`, 100);
  assert.ok(byteLength(first!) > 50);
});

Deno.test("a grapheme or link that is larger than a message is split, not lost", () => {
  const url = `https://example.com/${"a".repeat(300)}`;
  assert.equal(splitText(url, 100).join(""), url);
  const heap = `e${"\u0301".repeat(200)}`;
  assert.equal(splitText(heap, 100).join(""), heap);
});

Deno.test("a blank text has no parts, and a long one is split fast", () => {
  assert.deepEqual(splitText(" \n "), []);
  const startMs = performance.now();
  const parts = splitText("字，".repeat(50_000));
  assert.ok(parts.length >= 147 && parts.length < 160, String(parts.length));
  assert.ok(performance.now() - startMs < 15_000);
});

Deno.test("a bot's stream is cut at its byte limit, between two graphemes", () => {
  assert.equal(clipBytes("短"), "短");
  const clipped = clipBytes("字".repeat(10_000));
  assert.equal(byteLength(clipped), 20_478);
  assert.match(clipped, /字…$/);
  assert.equal(clipBytes("好👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 40), "好👩‍👩‍👧‍👦…");
});

Deno.test("endless blanks take linear time", () => {
  const startMs = performance.now();
  assert.deepEqual(splitText(`甲${" \n".repeat(50_000)}乙`), ["甲", "乙"]);
  assert.ok(performance.now() - startMs < 10_000);
});
