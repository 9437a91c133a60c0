import assert from "node:assert/strict";
import type { CallbackMessage } from "packages/events/callback_message.ts";
import { type ReplyStream, replyStreamKey } from "packages/events/reply_stream.ts";
import type { Redis } from "packages/storage/redis/redis.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { writeStream } from "services/ai-reply/channels/streams.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { answerByHand, onlyConversation } from "services/ai-reply/testing/answer_by_hand.ts";
import { turns } from "services/ai-reply/testing/read_replies.ts";
import { type Replies, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { CORP_ID } from "services/ai-reply/testing/start_vendors.ts";
import { recordMessages } from "services/ai-reply/recording/record_messages.ts";
import { createStreamRestorer } from "services/ai-reply/channels/restore_streams.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

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

Deno.test("a stream grows while the model writes, and is finished once", async () => {
  const replies = await startReplies();
  try {
    replies.llm.state.addScenario(
      scenarioSchema.parse({ reply: WHOLE, chunkChars: 1, chunkDelayMs: 12 }),
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

Deno.test("a stream gets no slow notice, and a customer who asks for staff does not wait for the model", async () => {
  const replies = await startReplies();
  try {
    const model = replies.holdModel();
    (await replies.openWorker()).start();
    await replies.receive(botText(replies, "在吗", "s1"));
    await model.reached;
    replies.clock.advance(30_000);
    await replies.turnChecks();
    await replies.receive(botText(replies, "人工", "s2"));
    const ended = (text: string) => ({ text, finish: true });
    await eventually(async () => {
      const { withStaff, toStaff } = CANNED_REPLIES;
      assert.deepEqual(await stream(replies.redis, "s1"), ended(withStaff));
      assert.deepEqual(await stream(replies.redis, "s2"), ended(toStaff));
    });
    const slowNotices = await replies.sql`select 1 from ai_reply.deliveries where part = 0`;
    assert.equal(slowNotices.length, 0);
  } finally {
    await replies.stop();
  }
});

Deno.test("when messages are answered together, the stream of the last one shows the answer", async () => {
  const replies = await startReplies({ env: { MERGE_WINDOW_MS: "1000" } });
  try {
    await replies.receive(botText(replies, "在吗", "s1"));
    await replies.receive(botText(replies, "多少钱", "s2"));
    (await replies.openWorker()).start();
    await eventually(async () => {
      assert.deepEqual(await stream(replies.redis, "s2"), {
        text: "模拟回答：在吗\n多少钱",
        finish: true,
      });
    });
    assert.deepEqual(await stream(replies.redis, "s1"), {
      text: CANNED_REPLIES.answeredBelow,
      finish: true,
    });
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that Redis lost is written again while WeCom may read it", async () => {
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
    const restorer = createStreamRestorer({
      ...worker.deps,
      redis: {
        ...worker.deps.redis,
        ...emptied,
        compareAndSet: (key, _version, value) => {
          written.push(`${key} ${value}`);
          return Promise.resolve(true);
        },
      },
    });
    await restorer.run();
    assert.deepEqual(written, [`${replyStreamKey("s1")} ${JSON.stringify(answer)}`]);
    replies.clock.advance(7 * 60_000);
    await restorer.run();
    assert.equal(written.length, 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("a stream whose answer is too late ends with an excuse, and the next message is answered", async () => {
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
    await answerByHand((await replies.openWorker()).deps, await onlyConversation(replies));
    const tooLate = { text: CANNED_REPLIES.tooLate, finish: true };
    assert.deepEqual(await stream(replies.redis, "s1"), tooLate);
    const [turn] = await replies.sql`select status from ai_reply.turns`;
    assert.equal(turn?.status, "failed");
    await replies.sql`delete from jobs.jobs`;
    (await replies.openWorker()).start();
    await replies.receive(botText(replies, "再问一次", "s2"));
    await eventually(async () =>
      assert.equal((await stream(replies.redis, "s2"))?.text, "模拟回答：再问一次")
    );
    assert.deepEqual(await stream(replies.redis, "s1"), tooLate);
  } finally {
    await replies.stop();
  }
});

Deno.test("a message to an AI bot in mode human gets a reply that staff will answer, and its stream ends", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    await replies.receive(botText(replies, "人工", "s1"));
    await eventually(async () =>
      assert.deepEqual(await stream(replies.redis, "s1"), {
        text: CANNED_REPLIES.toStaff,
        finish: true,
      })
    );
    await replies.receive(botText(replies, "在吗", "s2"));
    await eventually(async () =>
      assert.deepEqual(await stream(replies.redis, "s2"), {
        text: CANNED_REPLIES.withStaff,
        finish: true,
      })
    );
  } finally {
    await replies.stop();
  }
});

Deno.test("a bot's answer that is uncertain for too long fails, and the AI answers the next message", async () => {
  const replies = await startReplies();
  try {
    const { deps } = await replies.openWorker();
    const { signal } = new AbortController();
    await recordMessages(deps, { payload: botText(replies, "在吗", "s1"), signal });
    const id = await onlyConversation(replies);
    await answerByHand(deps, id);
    // The state after a crash during the write.
    await replies.sql`update ai_reply.turns set status = 'sending', ended_at = null`;
    await replies.sql`update ai_reply.deliveries set status = 'sending', ended_at = null`;
    replies.clock.advance(5 * 3_600_000);
    await answerByHand(deps, id);
    assert.deepEqual(await turns(replies), ["failed"]);
    await recordMessages(deps, { payload: botText(replies, "再问一次", "s2"), signal });
    await answerByHand(deps, id);
    assert.deepEqual(await turns(replies), ["failed", "delivered"]);
    assert.equal((await stream(replies.redis, "s2"))?.text, "模拟回答：再问一次");
  } finally {
    await replies.stop();
  }
});
