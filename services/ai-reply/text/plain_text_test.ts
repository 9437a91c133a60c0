import assert from "node:assert/strict";
import { toPlainText } from "services/ai-reply/text/plain_text.ts";

Deno.test("headings, lists, tables, code and emphasis become lines of text", () => {
  const markdown = [
    "## 价格 **表**",
    "第一行",
    "第二行 *斜* ~~删~~ `code`",
    "",
    "- 一",
    "  - 二",
    "- [x] 完成",
    "- [ ] 未完成",
    "",
    "3. 三",
    "4. 四",
    "",
    "| 名称 | 价格 |",
    "| --- | --- |",
    "| 甲 | 3 元 |",
    "| 乙 | |",
    "",
    "> 引用",
    "",
    "```js",
    "const a = [1, 2];",
    "  return &amp;;",
    "```",
  ].join("\n");
  assert.equal(
    toPlainText(markdown, "kf"),
    [
      "价格 表",
      "",
      "第一行",
      "第二行 斜 删 code",
      "",
      "- 一",
      "  - 二",
      "- ✓ 完成",
      "- □ 未完成",
      "",
      "3. 三",
      "4. 四",
      "",
      "- 名称：甲；价格：3 元",
      "- 名称：乙",
      "",
      "引用",
      "",
      "const a = [1, 2];",
      "  return &amp;;",
    ].join("\n"),
  );
});

Deno.test("links are tags in an app's message and addresses in 微信客服", () => {
  const markdown = '看[官网](https://example.com/a?b=1&c=2 "t")。';
  assert.equal(
    toPlainText(markdown, "app"),
    '看<a href="https://example.com/a?b=1&c=2">官网</a>。',
  );
  assert.equal(toPlainText(markdown, "kf"), "看官网 (https://example.com/a?b=1&c=2)。");
  assert.equal(
    toPlainText("![图](https://example.com/i.png)", "app"),
    '<a href="https://example.com/i.png">图</a>',
  );
  // The full stop belongs to the sentence, not to the address.
  assert.equal(toPlainText("见 https://example.com/x。好", "app"), "见 https://example.com/x。好");
  assert.equal(toPlainText("<https://example.com>", "kf"), "https://example.com");
});

Deno.test("only http and https are linked, and no address ends its attribute", () => {
  for (
    const href of ["javascript:alert(1)", "data:text/html,x", "weixin://dl", "/path", "file:///x"]
  ) {
    assert.equal(toPlainText(`[点我](${href})`, "app"), "点我", href);
  }
  assert.equal(
    toPlainText('[a](https://example.com/"><b>)', "app"),
    '<a href="https://example.com/%22%3E%3Cb%3E">a</a>',
  );
  const long = `https://example.com/${"a".repeat(2_000)}`;
  assert.equal(toPlainText(`[长](${long})`, "app"), `长 (${long})`);
});

const ATTACKS = [
  '<a href="https://evil.example">x</a>',
  '\\<a href="https://evil.example"\\>x\\</a\\>',
  '&lt;a href="https://evil.example"&gt;x&lt;/a&gt;',
  '&#60;a href="https://evil.example"&#x3e;x',
  '&#xE000;a href="https://evil.example"&#xE001;x',
  '\uE000a href="https://evil.example"\uE001x\uE000/a\uE001',
  '`<a href="https://evil.example">`x',
  '```\n<a href="https://evil.example">x</a>\n```',
  '<<a>a href="https://evil.example">x</a>',
  '<!-- --><a href="https://evil.example">x',
  '**<**a href="https://evil.example">x',
  '[<a href="https://evil.example">x](https://example.com)',
  '[\\<a href="https://evil.example"\\>](https://example.com)',
  '![<a href="https://evil.example">](https://example.com)',
  '| <a href="https://evil.example"> |\n| --- |\n| \\<a href="https://evil.example"> |',
  '<a\nhref="https://evil.example">x</a>',
  `${">".repeat(20_000)}<a href="https://evil.example">x`,
];

Deno.test("the only tags in an app's message are our own", () => {
  for (const attack of ATTACKS) {
    const text = toPlainText(attack, "app");
    const rest = text.replace(/<a href="https:\/\/example\.com\/">[^<]*<\/a>/g, "");
    assert.doesNotMatch(rest, /<\s*[a-z/!]/i, `${attack.slice(-80)} -> ${text.slice(-200)}`);
  }
});

const BITS = [
  ...['<a href="https://evil.example">', "</a>", "&lt;", "&#60;", 'a href="', "\\<", "`", "```\n"],
  ...[
    "[",
    "](https://example.com)",
    "](",
    "![",
    "*",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "| ",
    "|---|\n",
    "<",
  ],
  ...["<!--", "-->", "<b>", "<script>", "x", "\uE000", "\uE001", "&#xE000;", "&amp;lt;", "/a>"],
  ...["[r]: https://example.com/r\n", "[r]", "    ", "<https://example.com>", "<\na "],
];

Deno.test("combinations of Markdown and HTML never form a tag", () => {
  let state = 7;
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
  for (let time = 1; time <= 3_000; time += 1) {
    const attack = Array.from({ length: next() % 25 }, () => BITS[next() % BITS.length]).join("");
    const text = toPlainText(attack, "app");
    const rest = text.replace(/<a href="https?:\/\/[^"<>\s]*">[^<]*<\/a>/g, "·");
    assert.doesNotMatch(rest, /<\s*[a-z/!?·]|[\uE000\uE001]/i, JSON.stringify(attack));
  }
});

Deno.test("text that only looks like a tag stays readable", () => {
  assert.equal(toPlainText("1 < 2，a &lt; b，&yen;3&nbsp;起", "kf"), "1 < 2，a < b，¥3 起");
  assert.equal(toPlainText("1 < 2", "app"), "1 < 2");
  assert.equal(toPlainText("<p>一</p><br>二<script>x()</script>", "app"), "一\n\n二");
});

Deno.test("unusual Markdown is fast and never throws", () => {
  const startMs = performance.now();
  for (const odd of ["> ", "- ", "[", "*a _b ", "<a ", "`", "| ", "![](", "&#60;"]) {
    for (const channel of ["app", "kf"] as const) toPlainText(odd.repeat(5_000), channel);
  }
  assert.equal(toPlainText("", "app"), "");
  assert.ok(performance.now() - startMs < 30_000);
});

Deno.test("endless blanks take linear time", () => {
  const startMs = performance.now();
  assert.equal(toPlainText(`x${" ".repeat(100_000)}x`, "kf").length, 100_002);
  assert.equal(toPlainText(`甲${" \t".repeat(50_000)}\n乙`, "kf"), "甲\n乙");
  assert.ok(performance.now() - startMs < 10_000);
});
