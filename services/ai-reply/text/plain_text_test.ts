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

Deno.test("the address of a link stays beside its label, whatever its form", () => {
  const links: ReadonlyArray<readonly [markdown: string, shown: string]> = [
    ["[致电客服](tel:400-800-1234)", "致电客服 (400-800-1234)"],
    ["[400-800-1234](tel:400-800-1234)", "400-800-1234"],
    ["[写邮件](mailto:hi@example.com)", "写邮件 (hi@example.com)"],
    ["[官网](www.example.com/vip)", "官网 (www.example.com/vip)"],
    ["[官网](example.com)", "官网 (example.com)"],
    ["[目录](/help#a)", "目录 (/help#a)"],
    ["![图](image.png)", "图 (image.png)"],
    ['<a href="tel:400-1">电话</a>', "电话 (400-1)"],
    ["<a href='https://example.com'>官网</a>", "官网 (https://example.com)"],
    ['<img src="https://example.com/a.png" alt="图">', "图 (https://example.com/a.png)"],
    ["[课程](https://example.com/课)", "课程 (https://example.com/%E8%AF%BE)"],
    ["<tel:400-1>", "400-1"],
    ["太好了!Great![官网](https://example.com)", "太好了!Great!官网 (https://example.com)"],
  ];
  for (const [markdown, shown] of links) assert.equal(toPlainText(markdown, "kf"), shown);
  // Brackets without an address are no link.
  for (
    const text of ["[按钮](见下图)", "数组[0](第一个)", "[时间](10:30)", "[]()", "![]()", "[x]()"]
  ) {
    assert.equal(toPlainText(text, "kf"), text);
  }
});

Deno.test("only http and https are linked, dangerous schemes are left out, and no address ends its attribute", () => {
  for (
    const href of [
      ...["javascript:alert(1)", "JaVaScript:alert(1)", "&#106;avascript:x", "java&#x0A;script:x"],
      ...["%6aavascript:x", "javascript&colon;x", "vbscript:x", "data:text/html,x", "file:///x"],
      ...["weixin://dl", "blob:https://example.com/x"],
    ]
  ) {
    for (const channel of ["app", "kf"] as const) {
      assert.equal(toPlainText(`[点我](${href})`, channel), "点我", href);
      assert.equal(toPlainText(`<a href="${href}">点我</a>`, channel), "点我", href);
    }
  }
  assert.equal(toPlainText("[点我](tel:400)", "app"), "点我 (400)");
  assert.equal(
    toPlainText('[a](https://example.com/"><b>)', "app"),
    '<a href="https://example.com/%22%3E%3Cb%3E">a</a>',
  );
  const long = `https://example.com/${"a".repeat(2_000)}`;
  assert.equal(toPlainText(`[长](${long})`, "app"), `长 (${long})`);
});

Deno.test("ranges, faces and multiplications are text; emphasis beside Chinese quotes is emphasis", () => {
  for (
    const text of [
      ...[
        "80~120元，260~380元",
        "约~60平，约~2500元",
        "亲~在的~请说~",
        "好的~~马上来~~",
        "300~~400~~500",
      ],
      ...["长*宽*高", "3*4*5=60", "138****1234，139****5678", "2**10 和 3**10", "(*^▽^*)(*^▽^*)"],
      ...["__init__.py，__name__", "_foo 和 bar_", "/**/，/**/", "價格80元*，運費10元*"],
      ...[
        "C:\\Users\\_tmp",
        "\\\\server\\_share",
        "# 301 房",
        "> 30 天",
        ">5 天",
        "+ 5 度",
        "7) 丙",
      ],
      ...["1. 甲\n3. 乙", "标题\n===", "~~~\n亲~\n~~~", "[a]: b", "[甲][乙]", "&copy=1", "&#0;"],
    ]
  ) assert.equal(toPlainText(text, "kf"), text);
  for (
    const [markdown, shown] of [
      ["**价格：**80元", "价格：80元"],
      ["这是**“重点”**内容", "这是“重点”内容"],
      ["**一**、***二***，*三*", "一、二，三"],
      ["原价 ~~300~~ 现价 200", "原价 300 现价 200"],
      ["原价~~300元~~现价", "原价300元现价"],
      ["5\\*3", "5*3"],
    ] as const
  ) assert.equal(toPlainText(markdown, "kf"), shown);
});

Deno.test("a removed mark never makes one number of two", () => {
  assert.equal(toPlainText("<del>300</del>200 元", "kf"), "300 200 元");
  assert.equal(toPlainText("~~300~~200 元", "kf"), "~~300~~200 元");
  assert.equal(toPlainText("10<sup>6</sup>", "kf"), "10^6");
  assert.equal(toPlainText("<tr><td>120</td><td>30</td></tr>", "kf"), "120 30");
});

Deno.test("a table loses no cell", () => {
  assert.equal(toPlainText("a | b\n---|---\n1 | 2 | 3", "kf"), "- a：1；b：2；3");
  assert.equal(toPlainText("| a | b |\n|---|---|", "kf"), "a；b");
  assert.equal(toPlainText("| `a|b` | c |\n|-|-|\n| x\\|y | 1 |", "kf"), "- a|b：x|y；c：1");
  assert.equal(toPlainText("甲|乙\n丙|丁", "kf"), "甲|乙\n丙|丁");
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
  assert.equal(toPlainText("<p>一</p><br>二<script>x()</script>", "app"), "一\n\n二x()");
  for (
    const text of [
      "请回复：<name>，<phone>",
      "List<Integer>",
      "按 <Ctrl>+<V>",
      "回复 <code>",
      "<B>",
      "a<b && c>d",
    ]
  ) {
    assert.equal(toPlainText(text, "kf"), text);
    assert.equal(
      toPlainText(text, "app").replaceAll("＜", "<").replaceAll("＞", ">"),
      text,
    );
  }
});

Deno.test("unusual Markdown is fast and never throws", () => {
  const startMs = performance.now();
  for (
    const odd of [
      ...[
        "> ",
        "- ",
        "[",
        "*a _b ",
        "<a ",
        "`",
        "`a",
        "| ",
        "![](",
        "&#60;",
        "```\n",
        "\\*",
        "[x[",
      ],
      ...["<a href=x>", "**a ", "a|b\n-|-\n"],
    ]
  ) {
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
