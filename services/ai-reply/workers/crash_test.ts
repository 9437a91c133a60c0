import assert from "node:assert/strict";
import type { CallbackMessage } from "packages/events/callback_message.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { drainByHand, onlyConversation } from "services/ai-reply/testing/drain_by_hand.ts";
import {
  appText,
  type Replies,
  shownTo,
  startReplies,
  type Worker,
} from "services/ai-reply/testing/start_replies.ts";
import { fileMessages } from "services/ai-reply/workers/file_messages.ts";
import { createWakeSweeper } from "services/ai-reply/workers/wake_sweeper.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

/** Files a message without waking anybody: the test decides who drains. */
async function file(worker: Worker, payload: CallbackMessage): Promise<string> {
  await fileMessages(worker.engine, { payload, signal: new AbortController().signal });
  return await onlyConversation(worker.engine);
}

async function statuses({ sql }: Pick<Replies, "sql">) {
  const turns = await sql`select status from ai_reply.turns order by number`;
  const parts = await sql`
    select d.status from ai_reply.deliveries d join ai_reply.turns t using (turn_id)
    order by t.number, part`;
  return { turns: turns.map(({ status }) => status), parts: parts.map(({ status }) => status) };
}

const asks = ({ llm }: Pick<Replies, "llm">) => llm.state.journal.list().length;

Deno.test("a worker that is taken over while the model thinks says nothing any more", async () => {
  const replies = await startReplies();
  try {
    const first = await replies.openWorker();
    const second = await replies.openWorker();
    replies.llm.state.addScenario(
      scenarioSchema.parse({ count: 1, delayMs: 6_000, reply: "迟到的回答" }),
    );
    const id = await file(first, appText(replies, "在吗"));
    const heart = new AbortController();
    const frozen = drainByHand(first.engine, id, { signal: heart.signal });
    await eventually(() => assert.equal(asks(replies), 1));
    await drainByHand(second.engine, id);
    await eventually(() => assert.ok(replies.log.some(({ event }) => event === "lease_lost")));
    heart.abort();
    await frozen;
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    assert.deepEqual(await statuses(replies), { turns: ["delivered"], parts: ["sent"] });
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that was recorded and not sent is sent by the next worker, without asking again", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    const id = await file(worker, appText(replies, "在吗"));
    // WeCom is busy: the attempt ends behind "recorded", and nothing was shown.
    replies.wecom.state.faults.add({ call: "message/send", count: 1, errcode: 45009 });
    await assert.rejects(drainByHand(worker.engine, id));
    assert.deepEqual(await statuses(replies), { turns: ["sending"], parts: ["sending"] });
    assert.deepEqual(shownTo(replies), []);
    await drainByHand((await replies.openWorker()).engine, id);
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    assert.equal(asks(replies), 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that WeCom took while its yes got lost is shown once", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    const id = await file(worker, appText(replies, "在吗"));
    replies.wecom.state.faults.add({ call: "message/send", count: 3, cut: true, after: true });
    await assert.rejects(drainByHand(worker.engine, id));
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    await drainByHand((await replies.openWorker()).engine, id);
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    assert.deepEqual(await statuses(replies), { turns: ["delivered"], parts: ["sent"] });
  } finally {
    await replies.stop();
  }
});

Deno.test("two workers that send the same part at the same time show it once", async () => {
  const replies = await startReplies();
  try {
    const [first, second] = [await replies.openWorker(), await replies.openWorker()];
    const id = await file(first, appText(replies, "在吗"));
    replies.wecom.state.faults.add({ call: "message/send", count: 1, delayMs: 4_000 });
    const heart = new AbortController();
    const frozen = drainByHand(first.engine, id, { signal: heart.signal });
    await eventually(async () => assert.deepEqual((await statuses(replies)).parts, ["sending"]));
    await drainByHand(second.engine, id);
    await eventually(() => assert.ok(replies.log.some(({ event }) => event === "lease_lost")));
    heart.abort();
    await frozen;
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    assert.deepEqual(await statuses(replies), { turns: ["delivered"], parts: ["sent"] });
  } finally {
    await replies.stop();
  }
});

Deno.test("of a long answer only the parts that are missing are sent after a crash", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    const id = await file(worker, appText(replies, "介绍一下"));
    const sentences = Array.from({ length: 120 }, (_, index) => `这是第${index}句课程介绍。`);
    replies.llm.state.addScenario(scenarioSchema.parse({ reply: sentences.join("\n") }));
    replies.wecom.state.faults.add({ call: "message/send", count: 1, delayMs: 0 });
    replies.wecom.state.faults.add({ call: "message/send", count: 1, errcode: 45009 });
    await assert.rejects(drainByHand(worker.engine, id));
    assert.equal(shownTo(replies).length, 1);
    await drainByHand((await replies.openWorker()).engine, id);
    const shown = shownTo(replies);
    assert.ok(shown.length >= 2);
    for (const text of shown) assert.ok(new TextEncoder().encode(text).length <= 2048);
    assert.equal(shown.join("\n").replaceAll(/\s+/g, "\n"), sentences.join("\n"));
  } finally {
    await replies.stop();
  }
});

Deno.test("what may have arrived too long ago to be told from a repetition is not sent again", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    const id = await file(worker, appText(replies, "在吗"));
    replies.wecom.state.faults.add({ call: "message/send", count: 3, cut: true, after: true });
    await assert.rejects(drainByHand(worker.engine, id));
    replies.clock.advance(5 * 3_600_000);
    await drainByHand((await replies.openWorker()).engine, id);
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    assert.deepEqual(await statuses(replies), { turns: ["failed"], parts: ["uncertain"] });
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that WeCom was away for is given up in the end, and a retry shows it once", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    const id = await file(worker, appText(replies, "在吗"));
    replies.wecom.state.faults.add({ call: "message/send", count: 3, cut: true, after: true });
    await drainByHand(worker.engine, id, { attempt: 11 });
    assert.deepEqual(await statuses(replies), { turns: ["failed"], parts: ["uncertain"] });
    const [turn] = await replies.sql`select turn_id as "turnId" from ai_reply.turns`;
    await worker.takeOver.retryTurn(turn?.turnId, "local/admin");
    await drainByHand(worker.engine, id);
    assert.deepEqual(await statuses(replies), { turns: ["delivered"], parts: ["sent"] });
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a process that stops while the model thinks hands the turn on and counts no failure", async () => {
  const replies = await startReplies();
  try {
    const first = await replies.openWorker();
    replies.llm.state.addScenario(scenarioSchema.parse({ count: 1, neverAnswers: true }));
    const id = await file(first, appText(replies, "在吗"));
    const stopping = new AbortController();
    const stopped = drainByHand(first.engine, id, { signal: stopping.signal });
    await eventually(() => assert.equal(asks(replies), 1));
    stopping.abort();
    await assert.rejects(stopped);
    assert.deepEqual(await statuses(replies), { turns: ["thinking"], parts: [] });
    (await replies.openWorker()).start();
    await eventually(() => assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]));
  } finally {
    await replies.stop();
  }
});

Deno.test("a wake-up that died with its process is found by the sweep", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    await file(worker, appText(replies, "在吗"));
    await replies.sql`delete from pgboss.job`;
    replies.clock.advance(16 * 60_000);
    await createWakeSweeper(worker.engine).run();
    worker.start();
    await eventually(() => assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]));
  } finally {
    await replies.stop();
  }
});
