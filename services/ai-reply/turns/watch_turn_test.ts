import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { readConversationItem } from "services/ai-reply/conversations/list_conversations.ts";
import {
  answerByHand,
  onlyConversation,
  OPERATOR,
} from "services/ai-reply/testing/answer_by_hand.ts";
import { turns } from "services/ai-reply/testing/read_replies.ts";
import { appText } from "services/ai-reply/testing/sample_messages.ts";
import { type Replies, shownTo, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { CUSTOMER } from "services/ai-reply/testing/start_vendors.ts";
import { recordMessages } from "services/ai-reply/recording/record_messages.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

const { slowNotice, toStaff } = CANNED_REPLIES;
const ANSWER = "模拟回答：在吗";

/** A member has asked a question, and the model's answer is held. */
async function startThinking(options: Parameters<typeof startReplies>[0] = {}) {
  const replies = await startReplies(options);
  const model = replies.holdModel();
  (await replies.openWorker()).start();
  await replies.receive(appText(replies, "在吗"));
  await model.reached;
  return { replies, model };
}

const delivered = (replies: Replies) =>
  eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));

async function slowNotices({ sql }: Pick<Replies, "sql">): Promise<string[]> {
  const rows = await sql`select status from ai_reply.deliveries where part = 0`;
  return rows.map(({ status }) => status);
}

Deno.test("a customer whose answer takes longer than 20 s gets one slow notice, and then the answer", async () => {
  const { replies, model } = await startThinking();
  try {
    replies.clock.advance(20_000);
    await eventually(async () => assert.deepEqual(await slowNotices(replies), ["sent"]));
    replies.clock.advance(20_000);
    await replies.turnChecks();
    model.release();
    await delivered(replies);
    assert.deepEqual(shownTo(replies), [slowNotice, ANSWER]);
    assert.equal(replies.llm.state.journal.list().length, 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer in time comes without a slow notice", async () => {
  const { replies, model } = await startThinking();
  try {
    replies.clock.advance(8_000);
    await replies.turnChecks();
    model.release();
    await delivered(replies);
    assert.deepEqual(shownTo(replies), [ANSWER]);
  } finally {
    await replies.stop();
  }
});

Deno.test("with SLOW_NOTICE_SECONDS=0 a slow answer comes without a slow notice", async () => {
  const { replies, model } = await startThinking({ env: { SLOW_NOTICE_SECONDS: "0" } });
  try {
    replies.clock.advance(60_000);
    await replies.turnChecks();
    model.release();
    await delivered(replies);
    assert.deepEqual(shownTo(replies), [ANSWER]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a slow notice that WeCom refuses does not block the answer, and does not count as trouble", async () => {
  const { replies, model } = await startThinking();
  try {
    replies.wecom.state.faults.add({ call: "message/send", count: 1, errcode: 60020 });
    replies.clock.advance(20_000);
    await eventually(async () => assert.deepEqual(await slowNotices(replies), ["refused"]));
    model.release();
    await delivered(replies);
    assert.deepEqual(shownTo(replies), [ANSWER]);
    const item = await readConversationItem(replies.sql, await onlyConversation(replies));
    assert.equal(item?.trouble, null);
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that is ready while the slow notice is being sent is shown after it", async () => {
  const { replies, model } = await startThinking();
  try {
    const sending = replies.holdWecom("message/send", { before: true });
    replies.clock.advance(20_000);
    await sending.reached;
    model.release();
    await eventually(() => assert.equal(replies.llm.state.journal.list()[0]?.ending, "complete"));
    sending.release();
    await delivered(replies);
    assert.deepEqual(shownTo(replies), [slowNotice, ANSWER]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a slow notice that WeCom accepted before a crash is shown once, and before the answer", async () => {
  const replies = await startReplies();
  try {
    const { deps } = await replies.openWorker();
    const process = new AbortController();
    await recordMessages(deps, { payload: appText(replies, "在吗"), signal: process.signal });
    const id = await onlyConversation(replies);
    const model = replies.holdModel();
    replies.wecom.state.faults.add({ call: "message/send", count: 3, cut: true, after: true });
    const dying = answerByHand(deps, id, { signal: process.signal });
    await model.reached;
    replies.clock.advance(20_000);
    await eventually(() => assert.deepEqual(shownTo(replies), [slowNotice]));
    process.abort();
    await assert.rejects(dying);
    assert.deepEqual(await slowNotices(replies), ["sending"]);
    const answering = answerByHand((await replies.openWorker()).deps, id);
    await eventually(async () => assert.deepEqual(await slowNotices(replies), ["sent"]));
    model.release();
    await answering;
    assert.deepEqual(shownTo(replies), [slowNotice, ANSWER]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a customer who asks for staff does not wait for the model, and the question goes to staff", async () => {
  const { replies } = await startThinking();
  try {
    replies.clock.advance(5_000);
    await replies.receive(appText(replies, "人工"));
    await eventually(() => assert.deepEqual(shownTo(replies), [toStaff]));
    await eventually(async () => assert.deepEqual(await turns(replies), ["dropped", "delivered"]));
    const item = await readConversationItem(replies.sql, await onlyConversation(replies));
    const [question] = await replies.sql`select min(sent_at) as at from ai_reply.messages`;
    assert.deepEqual([item?.staffAwaitedSince, item?.leftToStaff], [question?.at, 2]);
    const left = await replies.sql`
      select content ->> 'text' as text from ai_reply.messages where left_to_staff_at is not null`;
    assert.deepEqual(left.map(({ text }) => text), ["在吗"]);
    const [row] = await replies.sql`select mode from ai_reply.conversations`;
    assert.equal(row?.mode, "human");
  } finally {
    await replies.stop();
  }
});

Deno.test("a slow notice that may have arrived is not sent again after staff took over", async () => {
  const replies = await startReplies();
  try {
    const { deps, control } = await replies.openWorker();
    const process = new AbortController();
    await recordMessages(deps, { payload: appText(replies, "在吗"), signal: process.signal });
    const id = await onlyConversation(replies);
    const model = replies.holdModel();
    replies.wecom.state.faults.add({ call: "message/send", count: 3, cut: true, after: true });
    const dying = answerByHand(deps, id, { signal: process.signal });
    await model.reached;
    replies.clock.advance(20_000);
    await eventually(() => assert.deepEqual(shownTo(replies), [slowNotice]));
    process.abort();
    await assert.rejects(dying);
    await control.toStaff(id, OPERATOR);
    assert.deepEqual(await slowNotices(replies), ["uncertain"]);
    await answerByHand((await replies.openWorker()).deps, id);
    assert.deepEqual(shownTo(replies), [slowNotice]);
  } finally {
    await replies.stop();
  }
});

for (const channel of ["app", "kf"]) {
  Deno.test(`${channel}: a customer who asks for staff while the model is unavailable does not wait for the next attempt`, async () => {
    const replies = await startReplies();
    const write = async (text: string) => {
      if (channel === "app") return await replies.receive(appText(replies, text));
      await replies.inKf({ message: { kind: "text", content: text } });
      await replies.receive(replies.kfNews());
    };
    try {
      replies.llm.state.addScenario(scenarioSchema.parse({ match: "在吗", status: 503 }));
      (await replies.openWorker()).start();
      await write("在吗");
      await eventually(async () => {
        const { count } = await replies.sql`
          update jobs.jobs set due_at = now() + interval '1 hour'
          where queue = 'conversation.wake' and taken_by is null and attempt > 0`;
        assert.equal(count, 1);
      });
      await write("人工");
      const said = channel === "app" ? toStaff : CANNED_REPLIES.toStaffQueued;
      const person = channel === "app" ? "zhangsan" : CUSTOMER;
      await eventually(() => assert.deepEqual(shownTo(replies, person), [said]));
    } finally {
      await replies.stop();
    }
  });
}

Deno.test("in 微信客服 no slow notice is sent if only one of the five messages is left", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    const write = async (text: string) => {
      await replies.inKf({ message: { kind: "text", content: text } });
      await replies.receive(replies.kfNews());
    };
    await write("在吗");
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    const model = replies.holdModel();
    await write("多少钱");
    await model.reached;
    // As if four parts were sent since then.
    await replies.sql`
      insert into ai_reply.deliveries (turn_id, part, text, status, first_tried_at)
      select turn_id, 10 + n, 'x', 'sent', now() + interval '1 hour'
      from ai_reply.turns, generate_series(1, 4) n where number = 1`;
    replies.clock.advance(20_000);
    await replies.turnChecks();
    model.release();
    await eventually(async () =>
      assert.deepEqual(await turns(replies), ["delivered", "delivered"])
    );
    assert.deepEqual(await slowNotices(replies), []);
    const shown = replies.wecom.state.chats.list({ person: CUSTOMER })
      .filter(({ from, outcome }) => from === "system" && outcome === "shown");
    assert.equal(shown.at(-1)?.text, "模拟回答：多少钱");
  } finally {
    await replies.stop();
  }
});
