import assert from "node:assert/strict";
import { LeaseLostError } from "services/ai-reply/conversations/lease.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { answerByHand, onlyConversation } from "services/ai-reply/testing/answer_by_hand.ts";
import { answered, conversation, turns } from "services/ai-reply/testing/read_replies.ts";
import { shownTo, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { CORP_ID, CUSTOMER, OPEN_KF_ID } from "services/ai-reply/testing/start_vendors.ts";
import { recordMessages } from "services/ai-reply/recording/record_messages.ts";

/** A customer of 微信客服 has asked for staff and waits in the queue of WeCom's client. */
async function startQueued() {
  const replies = await startReplies();
  const worker = await replies.openWorker();
  const session = replies.wecom.state.kf.openSession(CORP_ID, OPEN_KF_ID, CUSTOMER);
  const write = (content: string) => replies.inKf({ message: { kind: "text", content } });
  async function sync() {
    const { signal } = new AbortController();
    await recordMessages(worker.deps, { payload: replies.kfNews(), signal });
  }
  /** Records and answers the new messages, in one attempt. */
  async function answer() {
    await sync();
    await answerByHand(worker.deps, await onlyConversation(replies));
  }
  await write("转人工");
  await answer();
  assert.equal(session.state, 2);
  assert.deepEqual(shownTo(replies, CUSTOMER), [CANNED_REPLIES.toStaffQueued]);
  return { replies, worker, session, write, sync, answer };
}

Deno.test("a customer who waits in WeCom's queue and writes 机器人 is answered by the AI again", async () => {
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
      CANNED_REPLIES.toStaffQueued,
      CANNED_REPLIES.toBot,
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

Deno.test("a question after 机器人 is answered in the same message", async () => {
  const { replies, write, answer } = await startQueued();
  try {
    await write("机器人");
    await write("几点开门");
    await answer();
    assert.equal(
      shownTo(replies, CUSTOMER).at(-1),
      `${CANNED_REPLIES.toBot}\n\n${answered("几点开门")}`,
    );
  } finally {
    await replies.stop();
  }
});

Deno.test("while a colleague serves the customer, 机器人 changes nothing", async () => {
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
    assert.deepEqual(shownTo(replies, CUSTOMER), [CANNED_REPLIES.toStaffQueued]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a customer who writes 机器人 while WeCom is unavailable is switched to the AI later, with one reply", async () => {
  const { replies, worker, session, write, answer } = await startQueued();
  try {
    // The client makes each call three times.
    for (const call of ["kf/service_state/get", "kf/service_state/trans"]) {
      replies.wecom.state.faults.add({ call, count: 3, httpStatus: 502 });
    }
    await write("机器人");
    await assert.rejects(answer());
    await assert.rejects(answer());
    assert.equal(session.state, 2);
    await answerByHand(worker.deps, await onlyConversation(replies));
    assert.equal(session.state, 4);
    assert.deepEqual(shownTo(replies, CUSTOMER), [
      CANNED_REPLIES.toStaffQueued,
      CANNED_REPLIES.toBot,
    ]);
    assert.deepEqual(await conversation(replies), { mode: "bot", reason: "keyword" });
  } finally {
    await replies.stop();
  }
});

Deno.test("a customer who asked for staff gets into WeCom's queue even if the process crashes after the reply", async () => {
  const replies = await startReplies();
  try {
    const { deps } = await replies.openWorker();
    const session = replies.wecom.state.kf.openSession(CORP_ID, OPEN_KF_ID, CUSTOMER);
    await replies.inKf({ message: { kind: "text", content: "转人工" } });
    const { signal } = new AbortController();
    await recordMessages(deps, { payload: replies.kfNews(), signal });
    const id = await onlyConversation(replies);
    // The first call checks whether a colleague serves; the second one belongs to the switch to staff.
    const switching = replies.holdWecom("kf/service_state/get", {
      before: true,
      skip: 1,
      limit: 1,
    });
    const dying = answerByHand(deps, id);
    await switching.reached;
    assert.deepEqual(shownTo(replies, CUSTOMER), [CANNED_REPLIES.toStaffQueued]);
    await answerByHand((await replies.openWorker()).deps, id);
    assert.equal(session.state, 2);
    switching.release();
    await assert.rejects(dying, LeaseLostError);
    assert.deepEqual(shownTo(replies, CUSTOMER), [CANNED_REPLIES.toStaffQueued]);
    assert.deepEqual(await turns(replies), ["delivered"]);
  } finally {
    await replies.stop();
  }
});

for (
  const { lost, call, count, shown } of [
    { lost: "the code for the reply", call: "kf/service_state/trans", count: 1, shown: 0 },
    {
      lost: "the code, with the whole attempt,",
      call: "kf/service_state/trans",
      count: 3,
      shown: 0,
    },
    { lost: "WeCom's response to the reply", call: "kf/send_msg_on_event", count: 1, shown: 1 },
  ]
) {
  Deno.test(`a customer who left the queue stays with the AI when ${lost} is lost, and operators see it`, async () => {
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
