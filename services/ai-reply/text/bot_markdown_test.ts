import assert from "node:assert/strict";
import { toBotMarkdown } from "services/ai-reply/text/bot_markdown.ts";

Deno.test("real Markdown of a bot's answer stays as it is", () => {
  for (
    const markdown of [
      "1. 甲\n\n2. 乙\n   - 丙\n3. 丁\n\n说明\n\n1. 戊",
      "7. 甲\n8. 乙",
      "1. 甲\n1. 乙",
      "## 价格\n\n- **甲**：80~120元\n- 乙\n\n3. 丙",
      "| 名称 | 价格 |\n| --- | --- |\n| 甲 | 3 元 |",
      "```js\nconst a = b * c * d; // <T>\n```",
      "看[官网](https://example.com/a_b)，`a*b*c <name>`",
      "> 引用\n> - 一",
      "138****1234",
      "&lt;name&gt;",
    ]
  ) assert.equal(toBotMarkdown(markdown), markdown);
});

Deno.test("what WeCom's Markdown would swallow is shown in full-width signs", () => {
  const texts: ReadonlyArray<readonly [written: string, shown: string]> = [
    ["请回复：<name>", "请回复：＜name＞"],
    ["长*宽*高", "长＊宽＊高"],
    ["138****1234，139****5678", "138＊＊＊＊1234，139＊＊＊＊5678"],
    ["> 30 天可退", "＞ 30 天可退"],
    ["# 301 房", "＃ 301 房"],
    ["[按钮](见下图)", "[按钮] (见下图)"],
    ["第一<br>第二", "第一\n第二"],
    ["1. 甲\n2. 乙\n5. 丙\n6. 丁", "1. 甲\n2. 乙\n\n5．丙\n6. 丁"],
    ["<b>粗</b>", "粗"],
  ];
  for (const [written, shown] of texts) assert.equal(toBotMarkdown(written), shown);
});

Deno.test("an address that a bot's chat cannot open stands beside its label, a dangerous one is left out", () => {
  assert.equal(toBotMarkdown("[电话](tel:400-1)"), "电话 (400-1)");
  assert.equal(toBotMarkdown("[官网](www.example.com)"), "官网 (www.example.com)");
  assert.equal(toBotMarkdown("[点我](javascript:alert(1))"), "点我");
});
