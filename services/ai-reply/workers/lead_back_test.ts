import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { drainByHand, onlyConversation } from "services/ai-reply/testing/drain_by_hand.ts";
import { answered, conversation, turns } from "services/ai-reply/testing/read_replies.ts";
import {
  CORP_ID,
  CUSTOMER,
  OPEN_KF_ID,
  shownTo,
  startReplies,
} from "services/ai-reply/testing/start_replies.ts";
import { fileMessages } from "services/ai-reply/workers/file_messages.ts";

/** A customer of 微信客服 who has asked for a person and waits for one in WeCom's client. */
async function startQueued() {
  const replies = await startReplies();
  const worker = await replies.openWorker();
  const session = replies.wecom.state.kf.openSession(CORP_ID, OPEN_KF_ID, CUSTOMER);
  const write = (content: string) => replies.inKf({ message: { kind: "text", content } });
  async function sync() {
    const { signal } = new AbortController();
    await fileMessages(worker.engine, { payload: replies.kfNews(), signal });
  }
  /** What the queue does about what was written, in one try. */
  async function answer() {
    await sync();
    await drainByHand(worker.engine, await onlyConversation(replies));
  }
  await write("转人工");
  await answer();
  assert.equal(session.state, 2);
  assert.deepEqual(shownTo(replies, CUSTOMER), [DEFINED_ANSWERS.queued]);
  return { replies, worker, session, write, sync, answer };
}

Deno.test("B5.7 who waits for a colleague in WeCom's queue and writes 机器人 is answered by the AI again", async () => {
  const { replies, worker, session, write } = await startQueued();
  try {
    worker.start();
    await write("机器人");
    await replies.receive(replies.kfNews());
    await eventually(async () =>
      assert.deepEqual(await turns(replies), ["delivered", "delivered"])
    );
    assert.equal(session.state, 4);
    assert.deepEqual(shownTo(replies, CUSTOMER), [
      DEFINED_ANSWERS.queued,
      DEFINED_ANSWERS.backToBot,
    ]);
    const event = { kind: "event", event: "session_status_change", fields: { change_type: 3 } };
    await replies.inKf({ message: event });
    await write("几点开门");
    await replies.receive(replies.kfNews());
    await eventually(() => assert.equal(shownTo(replies, CUSTOMER).at(-1), answered("几点开门")));
    assert.deepEqual(await conversation(replies), { mode: "bot", reason: "keyword" });
    assert.equal(shownTo(replies, CUSTOMER).length, 3);
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.7 a question behind 机器人 is answered in the same message", async () => {
  const { replies, write, answer } = await startQueued();
  try {
    await write("机器人");
    await write("几点开门");
    await answer();
    assert.equal(
      shownTo(replies, CUSTOMER).at(-1),
      `${DEFINED_ANSWERS.backToBot}\n\n${answered("几点开门")}`,
    );
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.7 where a colleague serves already, 机器人 is theirs to read and changes nothing", async () => {
  const { replies, session, write, answer } = await startQueued();
  try {
    session.state = 3;
    session.servicer = "lisi";
    await write("机器人");
    await answer();
    assert.deepEqual([session.state, session.servicer], [3, "lisi"]);
    assert.equal((await conversation(replies)).mode, "human");
    const left = await replies.sql`
      select 1 from ai_reply.messages
      where content ->> 'text' = '机器人' and left_to_staff_at is not null`;
    assert.equal(left.length, 1);
    await write("在吗");
    await answer();
    assert.deepEqual(shownTo(replies, CUSTOMER), [DEFINED_ANSWERS.queued]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a customer who calls the bot while WeCom is away is led back when it is there again, and told once", async () => {
  const { replies, worker, session, write, answer } = await startQueued();
  try {
    // Each call is made three times in a try.
    for (const call of ["kf/service_state/get", "kf/service_state/trans"]) {
      replies.wecom.state.faults.add({ call, count: 3, httpStatus: 502 });
    }
    await write("机器人");
    await assert.rejects(answer());
    await assert.rejects(answer());
    assert.equal(session.state, 2);
    await drainByHand(worker.engine, await onlyConversation(replies));
    assert.equal(session.state, 4);
    assert.deepEqual(shownTo(replies, CUSTOMER), [
      DEFINED_ANSWERS.queued,
      DEFINED_ANSWERS.backToBot,
    ]);
    assert.deepEqual(await conversation(replies), { mode: "bot", reason: "keyword" });
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.7 who asked for a person gets into WeCom's queue also when the process that said so dies before", async () => {
  const replies = await startReplies();
  try {
    const { engine } = await replies.openWorker();
    const session = replies.wecom.state.kf.openSession(CORP_ID, OPEN_KF_ID, CUSTOMER);
    await replies.inKf({ message: { kind: "text", content: "转人工" } });
    const { signal } = new AbortController();
    await fileMessages(engine, { payload: replies.kfNews(), signal });
    const id = await onlyConversation(replies);
    // The first one asks whether a colleague serves; the second one never comes to its end.
    replies.wecom.state.faults.add({ call: "kf/service_state/get", count: 1, delayMs: 0 });
    replies.wecom.state.faults.add({ call: "kf/service_state/get", count: 1, delayMs: 8_000 });
    const dying = drainByHand(engine, id);
    await eventually(() => assert.deepEqual(shownTo(replies, CUSTOMER), [DEFINED_ANSWERS.queued]));
    const asked = () =>
      replies.wecom.state.journal.list().filter(({ path }) => path.endsWith("service_state/get"));
    await eventually(() => assert.equal(asked().length, 2));
    await drainByHand((await replies.openWorker()).engine, id);
    assert.equal(session.state, 2);
    await dying;
    assert.deepEqual(shownTo(replies, CUSTOMER), [DEFINED_ANSWERS.queued]);
    assert.deepEqual(await turns(replies), ["delivered"]);
  } finally {
    await replies.stop();
  }
});

for (
  const { lost, call, count, shown } of [
    { lost: "the code for saying so", call: "kf/service_state/trans", count: 1, shown: 0 },
    { lost: "the code, with the whole try,", call: "kf/service_state/trans", count: 3, shown: 0 },
    { lost: "WeCom's yes to saying so", call: "kf/send_msg_on_event", count: 1, shown: 1 },
  ]
) {
  Deno.test(`a customer who was led back stays with the AI when ${lost} gets lost, and operators see that`, async () => {
    const { replies, write, answer } = await startQueued();
    try {
      replies.wecom.state.faults.add({ call, count, httpStatus: 502, after: true });
      await write("机器人");
      if (count === 3) await assert.rejects(answer());
      await answer();
      assert.deepEqual(await turns(replies), ["delivered", "delivered"]);
      assert.equal(shownTo(replies, CUSTOMER).length, 1 + shown);
      const [part] = await replies.sql`
        select status, error from ai_reply.deliveries order by turn_id desc limit 1`;
      assert.equal(part?.status, "uncertain");
      assert.match(part?.error, /自动回答/);
      assert.equal((await conversation(replies)).mode, "bot");
      await write("几点开门");
      await answer();
      assert.equal(shownTo(replies, CUSTOMER).at(-1), answered("几点开门"));
    } finally {
      await replies.stop();
    }
  });
}
