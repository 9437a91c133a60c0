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
