import assert from "node:assert/strict";
import { createSensitiveWords } from "services/ai-reply/text/sensitive_words.ts";

const { find } = createSensitiveWords(["赌博", "法轮", "VPN", "加微信", "18+", "赌博网站"]);

Deno.test("an empty list and blank lines match nothing", () => {
  for (const words of [[], [""], ["", "  ", "\u200b", "\t"]]) {
    const none = createSensitiveWords(words);
    for (const text of ["", " ", "任何文字 any text", "\u200b"]) {
      assert.deepEqual(none.find(text), []);
    }
  }
});

Deno.test("a listed word is found at any position, once and as listed", () => {
  assert.deepEqual(find("不要赌博，赌博有害"), ["赌博"]);
  assert.deepEqual(find("某赌博网站加微信"), ["赌博", "赌博网站", "加微信"]);
  assert.deepEqual(find("今天天气很好"), []);
  assert.deepEqual(find("赌 注和博弈"), []);
});

Deno.test("width, case, spaces and invisible characters do not hide a word", () => {
  for (
    const text of [
      "赌 博",
      "赌\u200b博",
      "赌\n\u2060 博",
      "赌\u00ad博",
      "用ＶＰＮ上网",
      "用 v p n 上网",
      "Vp\u200dN",
      "１８＋内容",
    ]
  ) assert.equal(find(text).length, 1, text);
});

Deno.test("over the border of two messages a word is found, but not in the ends of two harmless words", () => {
  for (
    const text of ["我想赌\n博", "说说赌\n\n博网站吧", "请加\n微信", "加\n微\n信", "use v\npn now"]
  ) {
    assert.notDeepEqual(find(text), [], text);
  }
  for (const text of ["有没有办法\n轮胎坏了", "这次我赌\n博物馆免费", "要增加\n微信支付吗"]) {
    assert.deepEqual(find(text), [], text);
  }
});

Deno.test("a Latin word is found as a word, not within another one", () => {
  const latin = createSensitiveWords(["ass", "69"]);
  for (const text of ["class", "assess", "has sold", "as soon", "1690", "cla\u200bss"]) {
    assert.deepEqual(latin.find(text), [], text);
  }
  for (const text of ["an ass.", "ASS", "a s s", "是ass吗", "a\u200bss"]) {
    assert.deepEqual(latin.find(text), ["ass"], text);
  }
});

Deno.test("ten thousand words cost milliseconds for a long answer", () => {
  const words = Array.from({ length: 10_000 }, (_, index) => `敏感${index.toString(36)}词${index}`);
  const startMs = performance.now();
  const list = createSensitiveWords([...words, "最后一个"]);
  const text = "敏感的话题很多，敏感词也很多。".repeat(200);
  for (let time = 1; time <= 50; time += 1) {
    assert.deepEqual(list.find(`${text}最后一个`), ["最后一个"]);
  }
  assert.ok(performance.now() - startMs < 15_000);
});
