import assert from "node:assert/strict";
import { LeaseLostError } from "services/ai-reply/conversations/lease.ts";
import type { CallbackMessage } from "packages/events/callback_message.ts";
import { eventually } from "packages/testkit/eventually.ts";
import {
  answerByHand,
  onlyConversation,
  OPERATOR,
} from "services/ai-reply/testing/answer_by_hand.ts";
import { appText } from "services/ai-reply/testing/sample_messages.ts";
import {
  type Replies,
  shownTo,
  startReplies,
  type Worker,
} from "services/ai-reply/testing/start_replies.ts";
import { recordMessages } from "services/ai-reply/recording/record_messages.ts";
import { createWakeSweeper } from "services/ai-reply/conversations/wake_sweeper.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

/** Records a message without a worker that answers it: the test decides which worker does. */
async function record(worker: Worker, payload: CallbackMessage): Promise<string> {
  await recordMessages(worker.deps, { payload, signal: new AbortController().signal });
  return await onlyConversation(worker.deps);
}

async function statuses({ sql }: Pick<Replies, "sql">) {
  const turns = await sql`select status from ai_reply.turns order by number`;
  const parts = await sql`
    select d.status from ai_reply.deliveries d join ai_reply.turns t using (turn_id)
    order by t.number, part`;
  return { turns: turns.map(({ status }) => status), parts: parts.map(({ status }) => status) };
}

const asks = ({ llm }: Pick<Replies, "llm">) => llm.state.journal.list().length;

Deno.test("a worker that loses its lease while the model is asked sends nothing", async () => {
  const replies = await startReplies();
  try {
    const first = await replies.openWorker();
    const second = await replies.openWorker();
    replies.llm.state.addScenario(scenarioSchema.parse({ count: 1, reply: "迟到的回答" }));
    const model = replies.holdModel();
    const id = await record(first, appText(replies, "在吗"));
    const frozen = answerByHand(first.deps, id);
    await model.reached;
    const answering = answerByHand(second.deps, id);
    await assert.rejects(frozen, LeaseLostError);
    assert.ok(replies.log.some(({ event }) => event === "lease_lost"));
    model.release();
    await answering;
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    assert.deepEqual(await statuses(replies), { turns: ["delivered"], parts: ["sent"] });
  } finally {
    await replies.stop();
  }
});

Deno.test("a worker whose lease was lost in a crash of PostgreSQL answers in its next attempt", async () => {
  const replies = await startReplies();
  try {
    const model = replies.holdModel();
    await replies.receive(appText(replies, "在吗"));
    (await replies.openWorker()).start();
    await model.reached;
    await replies.sql`delete from ai_reply.turns`;
    await replies.sql`update ai_reply.conversations set lease_token = null`;
    model.release();
    await eventually(() => assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]));
  } finally {
    await replies.stop();
  }
});

Deno.test("a recorded answer that was not sent is sent by the next worker, without asking the model again", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    const id = await record(worker, appText(replies, "在吗"));
    // WeCom is busy: the attempt ends after the answer was recorded, and nothing is shown.
    replies.wecom.state.faults.add({ call: "message/send", count: 1, errcode: 45009 });
    await assert.rejects(answerByHand(worker.deps, id));
    assert.deepEqual(await statuses(replies), { turns: ["sending"], parts: ["sending"] });
    assert.deepEqual(shownTo(replies), []);
    await answerByHand((await replies.openWorker()).deps, id);
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    assert.equal(asks(replies), 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that WeCom accepted without a response is shown once", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    const id = await record(worker, appText(replies, "在吗"));
    replies.wecom.state.faults.add({ call: "message/send", count: 3, cut: true, after: true });
    await assert.rejects(answerByHand(worker.deps, id));
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    await answerByHand((await replies.openWorker()).deps, id);
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
    const id = await record(first, appText(replies, "在吗"));
    const sending = replies.holdWecom("message/send", { before: true });
    const frozen = answerByHand(first.deps, id);
    await sending.reached;
    const answering = answerByHand(second.deps, id);
    await eventually(() => assert.equal(sending.count(), 2));
    sending.release();
    await Promise.all([assert.rejects(frozen, LeaseLostError), answering]);
    assert.ok(replies.log.some(({ event }) => event === "lease_lost"));
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    assert.deepEqual(await statuses(replies), { turns: ["delivered"], parts: ["sent"] });
  } finally {
    await replies.stop();
  }
});

Deno.test("after a crash only the missing parts of a long answer are sent", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    const id = await record(worker, appText(replies, "介绍一下"));
    const sentences = Array.from({ length: 120 }, (_, index) => `这是第${index}句课程介绍。`);
    replies.llm.state.addScenario(scenarioSchema.parse({ reply: sentences.join("\n") }));
    replies.wecom.state.faults.add({ call: "message/send", count: 1, delayMs: 0 });
    replies.wecom.state.faults.add({ call: "message/send", count: 1, errcode: 45009 });
    await assert.rejects(answerByHand(worker.deps, id));
    assert.equal(shownTo(replies).length, 1);
    await answerByHand((await replies.openWorker()).deps, id);
    const shown = shownTo(replies);
    assert.ok(shown.length >= 2);
    for (const text of shown) assert.ok(new TextEncoder().encode(text).length <= 2048);
    assert.equal(shown.join("\n").replaceAll(/\s+/g, "\n"), sentences.join("\n"));
  } finally {
    await replies.stop();
  }
});

Deno.test("a part that may have arrived is not sent again after WeCom stopped recognising it", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    const id = await record(worker, appText(replies, "在吗"));
    replies.wecom.state.faults.add({ call: "message/send", count: 3, cut: true, after: true });
    await assert.rejects(answerByHand(worker.deps, id));
    replies.clock.advance(5 * 3_600_000);
    await answerByHand((await replies.openWorker()).deps, id);
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    assert.deepEqual(await statuses(replies), { turns: ["failed"], parts: ["uncertain"] });
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that could not be sent fails after the last try, and a retry shows it once", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    const id = await record(worker, appText(replies, "在吗"));
    replies.wecom.state.faults.add({ call: "message/send", count: 3, cut: true, after: true });
    await answerByHand(worker.deps, id, { attempt: 11 });
    assert.deepEqual(await statuses(replies), { turns: ["failed"], parts: ["uncertain"] });
    const [turn] = await replies.sql`select turn_id as "turnId" from ai_reply.turns`;
    await worker.control.retryTurn(turn?.turnId, OPERATOR);
    await answerByHand(worker.deps, id);
    assert.deepEqual(await statuses(replies), { turns: ["delivered"], parts: ["sent"] });
    assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a process that stops while the model is asked leaves the turn to another one, without a failure", async () => {
  const replies = await startReplies();
  try {
    const first = await replies.openWorker();
    const model = replies.holdModel();
    const id = await record(first, appText(replies, "在吗"));
    const stopping = new AbortController();
    const stopped = answerByHand(first.deps, id, { signal: stopping.signal });
    await model.reached;
    stopping.abort();
    await assert.rejects(stopped);
    assert.deepEqual(await statuses(replies), { turns: ["thinking"], parts: [] });
    model.release();
    (await replies.openWorker()).start();
    await eventually(() => assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]));
  } finally {
    await replies.stop();
  }
});

Deno.test("the sweep finds a conversation whose wake-up job was lost", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    await record(worker, appText(replies, "在吗"));
    await replies.sql`delete from jobs.jobs`;
    replies.clock.advance(16 * 60_000);
    await createWakeSweeper(worker.deps).run();
    worker.start();
    await eventually(() => assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]));
  } finally {
    await replies.stop();
  }
});
