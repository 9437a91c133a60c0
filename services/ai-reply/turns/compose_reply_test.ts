import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { answerByHand, onlyConversation } from "services/ai-reply/testing/answer_by_hand.ts";
import { appMessage, appText } from "services/ai-reply/testing/sample_messages.ts";
import { type Replies, shownTo, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

const HOUR_MS = 3_600_000;

/** Sends a text, waits until its turn has ended, and returns the last text shown. */
async function say(replies: Replies, text: string): Promise<string> {
  const [before] = await replies.sql`select count(*)::int as count from ai_reply.turns`;
  await replies.receive(appText(replies, text));
  await eventually(async () => {
    const rows = await replies.sql`
      select status from ai_reply.turns where status not in ('thinking', 'sending')`;
    assert.equal(rows.length, before?.count + 1);
  });
  return shownTo(replies).at(-1) ?? "";
}

/** The last prompt, as JSON. */
function lastPrompt({ llm }: Pick<Replies, "llm">): string {
  return JSON.stringify(llm.state.journal.list().at(-1)?.request);
}

Deno.test("the model sees the history, even after a restart, until a day of silence", async () => {
  const replies = await startReplies();
  try {
    const first = await replies.openWorker();
    first.start();
    await say(replies, "我叫小明");
    await first.stop();
    (await replies.openWorker()).start();
    replies.clock.advance(23 * HOUR_MS);
    await say(replies, "我叫什么");
    assert.match(lastPrompt(replies), /我叫小明.*模拟回答：我叫小明.*我叫什么/);
    replies.clock.advance(25 * HOUR_MS);
    await say(replies, "你还记得吗");
    assert.doesNotMatch(lastPrompt(replies), /小明/);
    await say(replies, "再问一句");
    assert.match(lastPrompt(replies), /你还记得吗/);
    assert.doesNotMatch(lastPrompt(replies), /小明/);
  } finally {
    await replies.stop();
  }
});

Deno.test("after a reset the model does not see the earlier history", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    await say(replies, "我叫小明");
    replies.clock.advance(2_000);
    assert.equal(await say(replies, "重新开始"), CANNED_REPLIES.forgotten);
    await say(replies, "我叫什么");
    assert.doesNotMatch(lastPrompt(replies), /小明/);
  } finally {
    await replies.stop();
  }
});

Deno.test("a long conversation is summarised after the answer, and continues with the summary", async () => {
  const replies = await startReplies({ env: { PROMPT_TOKENS: "1200" } });
  try {
    const summary = "客户小明想报名画画课";
    const isSummary = scenarioSchema.parse({ match: "对话：\n", reply: summary });
    replies.llm.state.addScenario(isSummary);
    (await replies.openWorker()).start();
    const talk = "我们家孩子今年七岁，喜欢画画，也喜欢唱歌，想了解周末的课程安排和价格。";
    for (let n = 0; n < 12; n += 1) await say(replies, `${n} ${talk}`.repeat(3));
    await say(replies, "多少钱");
    const [row] = await replies.sql`
      select summary, summary_until is not null as until from ai_reply.conversations`;
    assert.deepEqual(row, { summary, until: true });
    const prompts = replies.llm.state.journal.list().map(({ request }) => JSON.stringify(request));
    const summaries = prompts.filter((prompt) => prompt.includes("对话：\\n"));
    for (let n = 0; n < 4; n += 1) {
      assert.equal(summaries.filter((prompt) => prompt.includes(`客户：${n} ${talk}`)).length, 1);
    }
    const asked = prompts.findLast((prompt) => prompt.includes("多少钱"));
    assert.ok(asked?.includes(summary));
    assert.ok(!asked?.includes(`"0 ${talk}`));
  } finally {
    await replies.stop();
  }
});

Deno.test("a question with a sensitive word is not sent to the model, an answer with one not to the customer", async () => {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "违禁词\n\n  \n");
  const replies = await startReplies({ env: { SENSITIVE_WORDS_FILE: file } });
  try {
    (await replies.openWorker()).start();
    assert.equal(await say(replies, "说说违禁词"), CANNED_REPLIES.sensitiveQuestion);
    assert.equal(replies.llm.state.journal.list().length, 0);
    replies.llm.state.addScenario(scenarioSchema.parse({ count: 1, reply: "好的，违禁词是……" }));
    assert.equal(await say(replies, "说点别的"), CANNED_REPLIES.sensitiveAnswer);
    assert.ok(replies.log.some(({ event }) => event === "sensitive_answer"));
    assert.equal(await say(replies, "在吗"), "模拟回答：在吗");
  } finally {
    await replies.stop();
    await Deno.remove(file);
  }
});

Deno.test("a sensitive word is found over the border of two messages of a turn, and with marks within it", async () => {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "违禁\n");
  const replies = await startReplies({
    env: { SENSITIVE_WORDS_FILE: file, MERGE_WINDOW_MS: "500" },
  });
  try {
    for (const text of ["说说违", "禁品"]) await replies.receive(appText(replies, text));
    (await replies.openWorker()).start();
    await eventually(() => assert.deepEqual(shownTo(replies), [CANNED_REPLIES.sensitiveQuestion]));
    assert.equal(replies.llm.state.journal.list().length, 0);
    replies.llm.state.addScenario(scenarioSchema.parse({ reply: "好的，违**禁**品是……" }));
    assert.equal(await say(replies, "说点别的"), CANNED_REPLIES.sensitiveAnswer);
  } finally {
    await replies.stop();
    await Deno.remove(file);
  }
});

Deno.test("an answer that the provider's filter refused is replaced, not retried", async () => {
  const replies = await startReplies();
  try {
    replies.llm.state.addScenario(
      scenarioSchema.parse({ count: 1, finishReason: "content_filter" }),
    );
    (await replies.openWorker()).start();
    assert.equal(await say(replies, "在吗"), CANNED_REPLIES.sensitiveAnswer);
    assert.equal(replies.llm.state.journal.list().length, 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("above the hourly limit the model is not asked, and the customer gets a canned reply", async () => {
  const replies = await startReplies({ env: { REPLIES_PER_HOUR: "2" } });
  try {
    (await replies.openWorker()).start();
    await say(replies, "一");
    await say(replies, "二");
    assert.equal(await say(replies, "三"), CANNED_REPLIES.tooMany);
    assert.equal(replies.llm.state.journal.list().length, 2);
    replies.clock.advance(HOUR_MS);
    assert.equal(await say(replies, "四"), "模拟回答：四");
  } finally {
    await replies.stop();
  }
});

Deno.test("without a model the start logs a warning, staff answer, and the customer gets one reply", async () => {
  const replies = await startReplies({ hasModel: false });
  try {
    (await replies.openWorker()).start();
    assert.ok(
      replies.log.some(({ event, level }) => event === "model_not_configured" && level === "warn"),
    );
    await replies.receive(appText(replies, "在吗"));
    await eventually(() => assert.deepEqual(shownTo(replies), [CANNED_REPLIES.noModel]));
    await replies.receive(appText(replies, "多少钱"));
    await eventually(async () => {
      const rows = await replies.sql`
        select 1 from ai_reply.messages where left_to_staff_at is not null`;
      assert.equal(rows.length, 1);
    });
    assert.equal(shownTo(replies).length, 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("a picture with a question gets a canned reply, and the question the model's answer", async () => {
  const replies = await startReplies({ env: { MERGE_WINDOW_MS: "1000" } });
  try {
    await replies.receive(appMessage(replies, { type: "image", mediaId: "m1" }));
    await replies.receive(appText(replies, "这个多少钱"));
    (await replies.openWorker()).start();
    await eventually(() =>
      assert.deepEqual(shownTo(replies), [
        `${CANNED_REPLIES.image}\n\n模拟回答：这个多少钱`,
      ])
    );
  } finally {
    await replies.stop();
  }
});

Deno.test("while the model is unavailable the customer gets one slow notice, and later the answer", async () => {
  const replies = await startReplies();
  try {
    replies.llm.state.addScenario(scenarioSchema.parse({ count: 4, status: 503 }));
    const worker = await replies.openWorker();
    worker.start();
    await replies.receive(appText(replies, "在吗"));
    await eventually(() => assert.equal(replies.llm.state.journal.list().length, 1));
    await worker.stop();
    const id = await onlyConversation(replies);
    const rounds: string[][] = [];
    for (const passedMs of [5_000, 20_000, 60_000, 60_000]) {
      replies.clock.advance(passedMs);
      await answerByHand(worker.deps, id).catch(() => {});
      rounds.push([...shownTo(replies)]);
    }
    const { slowNotice } = CANNED_REPLIES;
    const answer = "模拟回答：在吗";
    assert.deepEqual(rounds, [[], [slowNotice], [slowNotice], [slowNotice, answer]]);
    const [row] = await replies.sql`select status from ai_reply.turns`;
    assert.equal(row?.status, "delivered");
  } finally {
    await replies.stop();
  }
});
