import assert from "node:assert/strict";
import { ConfigError } from "packages/platform/config/config.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import type { LogFields } from "packages/platform/log.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { knowledgeConfig } from "services/ai-reply/knowledge/config.ts";
import { createKnowledge } from "services/ai-reply/knowledge/knowledge.ts";
import { createMemoryLog } from "services/ai-reply/model/testing/model_providers.ts";

const DOCUMENTS: Record<string, string> = {
  "prices.md": `---
owner: sales
---
# 价目表

## 钢琴课程
钢琴一对一课程每节 200 元，十节套餐 1800 元。

## 游泳班
儿童游泳班每期 12 节，价格 960 元，含泳帽。

## 退款规则
开课前七天可全额退款；开课后按剩余课时退款，手续费 5%。
`,
  "shop/visit.md": `# 到店指南

## 营业时间
周一至周五早上九点开门，晚上八点关门；周末十点开门。

## 停车
地下车库可停车，两小时内免费，之后每小时 10 元。
`,
  "shop/english.markdown": `# Delivery

## Shipping times
Orders are shipped within two business days. Express delivery costs extra.

\`\`\`sh
# not a heading
\`\`\`
`,
  ".hidden/secret.md": "# 内部\n\n钢琴成本 50 元",
  "notes.txt": "钢琴",
};

async function openFolder() {
  const folder = await Deno.makeTempDir();
  for (const [path, text] of Object.entries(DOCUMENTS)) {
    await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
  const clock = createFakeClock();
  const lines: LogFields[] = [];
  const knowledge = createKnowledge({ folder, clock, log: createMemoryLog(lines) });
  return {
    folder,
    clock,
    lines,
    knowledge,
    best: async (question: string) => (await knowledge.search(question))[0]?.title,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }).catch(() => {}),
  };
}

const QUESTIONS: ReadonlyArray<readonly [question: string, title: string]> = [
  ["请问钢琴课多少钱一节？", "价目表 › 钢琴课程"],
  ["钢琴", "价目表 › 钢琴课程"],
  ["小孩学游泳怎么收费", "价目表 › 游泳班"],
  ["我想退款可以吗", "价目表 › 退款规则"],
  ["你们几点开门", "到店指南 › 营业时间"],
  ["周末营业吗", "到店指南 › 营业时间"],
  ["有地方停车吗？", "到店指南 › 停车"],
  ["停車場 停车 免费吗", "到店指南 › 停车"],
  ["How long does shipping take?", "Delivery › Shipping times"],
  ["is there express delivery", "Delivery › Shipping times"],
];

Deno.test("a question finds the section of the company's documents that answers it", async () => {
  await using documents = await openFolder();
  for (const [question, title] of QUESTIONS) {
    assert.equal(await documents.best(question), title, question);
  }
  const [first] = await documents.knowledge.search("营业时间");
  assert.equal(first!.path, "shop/visit.md");
  assert.match(first!.text, /^周一至周五早上九点开门/);
});

Deno.test("a question about nothing in the documents finds nothing", async () => {
  await using documents = await openFolder();
  for (
    const question of [
      "今天天气怎么样",
      "写一首关于月亮的诗",
      "你好",
      "谢谢",
      "？？？",
      "",
      "who is the president of france",
      "帮我翻译一段法语合同",
      "世界杯冠军是哪个国家",
      "手机怎么连接蓝牙耳机",
    ]
  ) assert.deepEqual(await documents.knowledge.search(question), [], question);
});

Deno.test("hidden files and other file types are ignored; code is not a heading", async () => {
  await using documents = await openFolder();
  const found = await documents.knowledge.search("钢琴 成本 shipping delivery", 20);
  assert.ok(found.length > 0);
  for (const { path } of found) assert.doesNotMatch(path, /secret|txt/);
  const titles = found.map(({ title }) => title).join();
  assert.doesNotMatch(titles, /not a heading/);
});

Deno.test("changes take effect within a minute, and are not checked more often", async () => {
  await using documents = await openFolder();
  assert.equal(await documents.best("有瑜伽吗"), undefined);
  await Deno.writeTextFile(`${documents.folder}/yoga.md`, "# 瑜伽\n\n瑜伽课每周三晚上七点。");
  documents.clock.advance(59_999);
  assert.equal(await documents.best("有瑜伽吗"), undefined);
  documents.clock.advance(1);
  assert.equal(await documents.best("有瑜伽吗"), "瑜伽");
  await Deno.remove(`${documents.folder}/yoga.md`);
  documents.clock.advance(60_000);
  assert.equal(await documents.best("有瑜伽吗"), undefined);
  const loads = documents.lines.filter(({ event }) => event === "knowledge_loaded");
  assert.equal(loads.length, 3);
});

Deno.test("parallel questions read the folder once; when the folder disappears, the loaded sections stay", async () => {
  await using documents = await openFolder();
  await Promise.all([documents.best("钢琴"), documents.best("停车"), documents.best("退款")]);
  assert.equal(documents.lines.length, 1);
  await Deno.remove(documents.folder, { recursive: true });
  documents.clock.advance(60_000);
  assert.equal(await documents.best("钢琴"), "价目表 › 钢琴课程");
  assert.equal(documents.lines.at(-1)!["event"], "knowledge_folder_unreadable");
});

Deno.test("links are followed, as mounted folders need it, but not endlessly", async () => {
  await using documents = await openFolder();
  await Deno.mkdir(`${documents.folder}/..data`);
  await Deno.writeTextFile(`${documents.folder}/..data/faq.md`, "# 常见问题\n\n发票在订单页下载。");
  await Deno.symlink("..data/faq.md", `${documents.folder}/faq.md`);
  await Deno.symlink(".", `${documents.folder}/loop`);
  await Deno.symlink("nowhere.md", `${documents.folder}/broken.md`);
  const [first] = await documents.knowledge.search("发票怎么下载", 1);
  assert.equal(first?.title, "常见问题");
});

Deno.test("a file that is too large is skipped and logged", async () => {
  await using documents = await openFolder();
  await Deno.writeTextFile(`${documents.folder}/big.md`, "大象".repeat(200_000));
  assert.equal(await documents.best("大象"), undefined);
  const line = documents.lines.find(({ event }) => event === "knowledge_files_skipped");
  assert.deepEqual(line!["files"], ["big.md"]);
});

/** "# 退货说明" and "七天内可以退货。" as GB18030. */
const RETURNS = Uint8Array.of(
  ...[0x23, 0x20, 0xcd, 0xcb, 0xbb, 0xf5, 0xcb, 0xb5, 0xc3, 0xf7, 0x0d, 0x0a, 0x0d, 0x0a],
  ...[
    0xc6,
    0xdf,
    0xcc,
    0xec,
    0xc4,
    0xda,
    0xbf,
    0xc9,
    0xd2,
    0xd4,
    0xcd,
    0xcb,
    0xbb,
    0xf5,
    0xa1,
    0xa3,
  ],
);

Deno.test("documents in GB18030, UTF-16 and with a byte order mark are found; the log names those that are not UTF-8", async () => {
  await using documents = await openFolder();
  await Deno.writeFile(`${documents.folder}/returns.md`, RETURNS);
  await Deno.writeTextFile(`${documents.folder}/yoga.md`, "\uFEFF# 瑜伽\n\n瑜伽每节 80 元。");
  await Deno.writeFile(`${documents.folder}/photo.md`, Uint8Array.of(0x89, 0x50, 0x00, 0xff));
  assert.equal(await documents.best("退货期限是多久"), "退货说明");
  assert.equal(await documents.best("瑜伽多少钱"), "瑜伽");
  const linesOf = (name: string) => documents.lines.filter(({ event }) => event === name);
  assert.deepEqual(linesOf("knowledge_files_not_utf8").map(({ files }) => files), [
    [{ path: "returns.md", encoding: "GB18030" }],
  ]);
  const [unreadable] = linesOf("knowledge_files_unreadable");
  assert.match(JSON.stringify(unreadable), /photo\.md.*not text/);
});

Deno.test("a folder without any document is in the log when it is loaded, with the files that are not Markdown", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/价目表.docx`, "PK");
    await Deno.writeTextFile(`${folder}/empty.md`, "\n");
    const lines: LogFields[] = [];
    const clock = createFakeClock();
    await createKnowledge({ folder, clock, log: createMemoryLog(lines) }).load();
    const empty = lines.find(({ event }) => event === "knowledge_empty");
    assert.deepEqual(empty?.["ignored"], ["价目表.docx"]);
    assert.match(String(empty?.["remedy"]), /KNOWLEDGE_DIR/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a long section is split, and no part is too long", async () => {
  await using documents = await openFolder();
  const text = Array.from({ length: 40 }, (_, index) => `第${index}条：会员${"规定".repeat(30)}。`)
    .join("\n\n");
  await Deno.writeTextFile(`${documents.folder}/long.md`, `# 会员\n\n${text}`);
  const found = await documents.knowledge.search("会员规定", 10);
  assert.ok(found.length > 1);
  for (const { text } of found) assert.ok(text.length <= 1_200);
});

Deno.test("without a folder nothing is found; a missing folder stops the start", async () => {
  const knowledge = createKnowledge({
    folder: undefined,
    clock: createFakeClock(),
    log: createMemoryLog([]),
  });
  assert.deepEqual(await knowledge.search("钢琴"), []);
  assert.throws(
    () => loadConfig([knowledgeConfig], { KNOWLEDGE_DIR: "/nowhere" }),
    (error) => error instanceof ConfigError && /^KNOWLEDGE_DIR: must name/.test(error.message),
  );
});
