import assert from "node:assert/strict";
import { ConfigError } from "packages/platform/config/config.ts";
import { loadConfig } from "packages/platform/config/load_config.ts";
import type { LogFields } from "packages/platform/log.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { knowledgeConfig } from "services/ai-reply/knowledge/config.ts";
import { conversationTopics } from "services/ai-reply/knowledge/conversation_topics.ts";
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

const COURSES: Record<string, string> = {
  "a.md":
    "# 游泳班\n\n## 游泳班介绍\n\n游泳班每周三次。\n\n## 游泳班费用\n\n游泳班每期 1200 元。\n",
  "b.md": "# 舞蹈班\n\n## 舞蹈班介绍\n\n舞蹈班每周两次。\n\n## 舞蹈班费用\n\n舞蹈班每期 900 元。\n",
  "c.md": "# 到店\n\n## 停车\n\n停车免费，周末可停。\n",
};

/** Searches a question after a conversation: customer and company in turns, the customer first. */
async function openCourses() {
  const folder = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(COURSES)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  const knowledge = createKnowledge({ folder, clock: createFakeClock(), log: createMemoryLog([]) });
  return {
    async find(...said: string[]): Promise<string[]> {
      const history = said.slice(0, -1).map((content, index) => ({
        role: index % 2 === 0 ? "user" as const : "assistant" as const,
        content,
      }));
      const found = await knowledge.search(said.at(-1)!, { about: conversationTopics(history) });
      return found.map(({ title }) => title.replace(/^.* › /, ""));
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("a question that does not repeat its subject finds the documents of the conversation's subject", async () => {
  await using courses = await openCourses();
  for (
    const question of [
      "那要多少钱呢",
      "那要多少钱呢 F-mabc12",
      "怎么收费？",
      "一期多少",
      "how much is it",
    ]
  ) {
    const found = await courses.find("想了解一下游泳班", "好的，游泳班每周三次。", question);
    assert.deepEqual(found.toSorted(), ["游泳班介绍", "游泳班费用"], question);
  }
  // The question's own words count, and the subject decides among equals.
  const fees = await courses.find("想了解一下游泳班", "好的。", "费用是多少");
  assert.equal(fees[0], "游泳班费用");
  const other = await courses.find("想了解一下舞蹈班", "好的。", "费用是多少");
  assert.equal(other[0], "舞蹈班费用");
  // The answer may have named the subject.
  const named = await courses.find("小孩学什么好", "推荐舞蹈班。", "多少钱");
  assert.deepEqual(named.toSorted(), ["舞蹈班介绍", "舞蹈班费用"]);
  // A word of another document does not hide the subject.
  assert.ok((await courses.find("想了解游泳班", "好的。", "周末也有吗")).includes("游泳班介绍"));
});

Deno.test("a change of subject is not drowned by what was said before", async () => {
  await using courses = await openCourses();
  const before = ["想了解一下游泳班", "游泳班每周三次。", "游泳班多少钱", "游泳班每期 1200 元。"];
  for (const question of ["舞蹈班呢", "那舞蹈班多少钱", "舞蹈班费用"]) {
    const found = await courses.find(...before, question);
    assert.match(found[0]!, /^舞蹈班/, question);
    // The order of the question alone.
    assert.deepEqual(found, await courses.find(question), question);
  }
  assert.equal((await courses.find(...before, "舞蹈班费用"))[0], "舞蹈班费用");
  assert.equal((await courses.find(...before, "有地方停车吗"))[0], "停车");
  // From then on the new subject counts.
  const found = await courses.find(...before, "那舞蹈班呢", "舞蹈班每周两次。", "多少钱");
  assert.deepEqual(found.toSorted(), ["舞蹈班介绍", "舞蹈班费用"]);
});

Deno.test("thanks and greetings find no documents, whatever was said before", async () => {
  await using courses = await openCourses();
  for (const words of ["谢谢", "好的，谢谢！", "你好"]) {
    assert.deepEqual(await courses.find("想了解一下游泳班", "游泳班每周三次。", words), [], words);
  }
});

Deno.test("hidden files and other file types are ignored; code is not a heading", async () => {
  await using documents = await openFolder();
  const found = await documents.knowledge.search("钢琴 成本 shipping delivery", { limit: 20 });
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
  assert.equal(documents.lines.filter(({ event }) => event === "knowledge_loaded").length, 1);
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
  const [first] = await documents.knowledge.search("发票怎么下载", { limit: 1 });
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
    const ignored = lines.find(({ event }) => event === "knowledge_files_ignored");
    assert.deepEqual(ignored?.["files"], ["价目表.docx"]);
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
  const found = await documents.knowledge.search("会员规定", { limit: 10 });
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
