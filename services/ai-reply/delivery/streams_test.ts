import assert from "node:assert/strict";
import type { CallbackMessage } from "packages/events/callback_message.ts";
import { type ReplyStream, replyStreamKey } from "packages/events/reply_stream.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { writeStream } from "services/ai-reply/delivery/streams.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { drainByHand, onlyConversation } from "services/ai-reply/testing/drain_by_hand.ts";
import { CORP_ID, type Replies, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { createStreamKeeper } from "services/ai-reply/workers/stream_keeper.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

/** A hundred characters. */
const WHOLE = "一二三四五六七八九十".repeat(10);

function botText(
  { nextId, clock }: Pick<Replies, "nextId" | "clock">,
  text: string,
  streamId: string,
): CallbackMessage {
  return {
    kind: "bot_message",
    inboxId: nextId(),
    app: "bot",
    corpId: CORP_ID,
    sentAt: new Date(clock.now()).toISOString(),
    botId: "aib-demo-1",
    userId: "zhangsan",
    streamId,
    content: { type: "text", text },
  };
}

async function stream(redis: Redis, streamId: string): Promise<ReplyStream | undefined> {
  const record = await redis.get(replyStreamKey(streamId));
  return record === undefined ? undefined : JSON.parse(record.value);
}

Deno.test("B5.5 a stream grows while the model writes, and is finished once", async () => {
  const replies = await startReplies();
  try {
    replies.llm.state.addScenario(
      scenarioSchema.parse({ reply: WHOLE, chunkChars: 1, chunkDelayMs: 20 }),
    );
    (await replies.openWorker()).start();
    await replies.receive(botText(replies, "在吗", "s1"));
    const seen = new Set<string>();
    const final = await eventually(async () => {
      const state = await stream(replies.redis, "s1");
      if (state !== undefined) seen.add(state.text);
      assert.equal(state?.finish, true);
      return state;
    });
    assert.equal(final?.text, WHOLE);
    const texts = [...seen];
    assert.ok(texts.length >= 2, `it was written ${texts.length} times`);
    assert.ok(
      texts.length <= 50,
      `it was written ${texts.length} times for ${WHOLE.length} chunks`,
    );
    for (const [index, text] of texts.entries()) {
      assert.ok(text.startsWith(texts[index - 1] ?? ""), "all text so far, each time");
    }
    const version = (await replies.redis.get(replyStreamKey("s1")))?.version;
    assert.equal(await writeStream(replies.redis, "s1", { text: "noch", finish: false }), true);
    assert.equal((await replies.redis.get(replyStreamKey("s1")))?.version, version);
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.3 in a stream nobody apologises for a slow model, and who asks for a person does not wait for it", async () => {
  const replies = await startReplies();
  try {
    replies.llm.state.addScenario(scenarioSchema.parse({ neverAnswers: true }));
    (await replies.openWorker()).start();
    await replies.receive(botText(replies, "在吗", "s1"));
    await eventually(() => assert.equal(replies.llm.state.journal.list().length, 1));
    replies.clock.advance(30_000);
    await replies.receive(botText(replies, "人工", "s2"));
    const ended = (text: string) => ({ text, finish: true });
    await eventually(async () => {
      const { withStaff, handedOver } = DEFINED_ANSWERS;
      assert.deepEqual(await stream(replies.redis, "s1"), ended(withStaff));
      assert.deepEqual(await stream(replies.redis, "s2"), ended(handedOver));
    });
    const apologies = await replies.sql`select 1 from ai_reply.deliveries where part = 0`;
    assert.equal(apologies.length, 0);
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.5 of messages that are answered together the last one shows the answer", async () => {
  const replies = await startReplies({ env: { MERGE_WINDOW_MS: "2000" } });
  try {
    (await replies.openWorker()).start();
    await replies.receive(botText(replies, "在吗", "s1"));
    await replies.receive(botText(replies, "多少钱", "s2"));
    await eventually(async () => {
      assert.deepEqual(await stream(replies.redis, "s2"), {
        text: "模拟回答：在吗\n多少钱",
        finish: true,
      });
    });
    assert.deepEqual(await stream(replies.redis, "s1"), {
      text: DEFINED_ANSWERS.answeredBelow,
      finish: true,
    });
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that Redis lost is written again while WeCom may ask for it", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    worker.start();
    await replies.receive(botText(replies, "在吗", "s1"));
    const answer = { text: "模拟回答：在吗", finish: true };
    await eventually(async () => {
      const rows = await replies.sql`select 1 from ai_reply.turns where status = 'delivered'`;
      assert.equal(rows.length, 1);
    });
    assert.deepEqual(await stream(replies.redis, "s1"), answer);
    const emptied = { get: () => Promise.resolve(undefined) };
    const written: string[] = [];
    const keeper = createStreamKeeper({
      ...worker.engine,
      redis: {
        ...worker.engine.redis,
        ...emptied,
        compareAndSet: (key, _version, value) => {
          written.push(`${key} ${value}`);
          return Promise.resolve(true);
        },
      },
    });
    await keeper.run();
    assert.deepEqual(written, [`${replyStreamKey("s1")} ${JSON.stringify(answer)}`]);
    replies.clock.advance(7 * 60_000);
    await keeper.run();
    assert.equal(written.length, 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("a stream whose answer comes too late ends with an apology, and the next message is answered", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    replies.llm.state.addScenario(scenarioSchema.parse({ match: "在吗", status: 500 }));
    worker.start();
    await replies.receive(botText(replies, "在吗", "s1"));
    await eventually(() => assert.notEqual(replies.llm.state.journal.list().length, 0));
    await worker.stop();
    assert.equal((await stream(replies.redis, "s1"))?.finish, undefined);
    replies.clock.advance(340_000);
    await drainByHand((await replies.openWorker()).engine, await onlyConversation(replies));
    const apology = { text: DEFINED_ANSWERS.lateApology, finish: true };
    assert.deepEqual(await stream(replies.redis, "s1"), apology);
    const [turn] = await replies.sql`select status from ai_reply.turns`;
    assert.equal(turn?.status, "failed");
    await replies.sql`delete from pgboss.job`;
    (await replies.openWorker()).start();
    await replies.receive(botText(replies, "再问一次", "s2"));
    await eventually(async () =>
      assert.equal((await stream(replies.redis, "s2"))?.text, "模拟回答：再问一次")
    );
    assert.deepEqual(await stream(replies.redis, "s1"), apology);
  } finally {
    await replies.stop();
  }
});

Deno.test("a message to an AI bot that people answer is told so, and its stream ends", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    await replies.receive(botText(replies, "人工", "s1"));
    await eventually(async () =>
      assert.deepEqual(await stream(replies.redis, "s1"), {
        text: DEFINED_ANSWERS.handedOver,
        finish: true,
      })
    );
    await replies.receive(botText(replies, "在吗", "s2"));
    await eventually(async () =>
      assert.deepEqual(await stream(replies.redis, "s2"), {
        text: DEFINED_ANSWERS.withStaff,
        finish: true,
      })
    );
  } finally {
    await replies.stop();
  }
});
