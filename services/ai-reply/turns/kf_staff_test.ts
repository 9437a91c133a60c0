import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { listConversations } from "services/ai-reply/conversations/list_conversations.ts";
import { conversation, turns } from "services/ai-reply/testing/read_replies.ts";
import { type Replies, shownTo, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { CORP_ID, CUSTOMER, OPEN_KF_ID } from "services/ai-reply/testing/start_vendors.ts";

const text = (content: string) => ({ message: { kind: "text", content } });

/** The customer's session in WeCom. */
function session({ wecom }: Pick<Replies, "wecom">) {
  return wecom.state.kf.openSession(CORP_ID, OPEN_KF_ID, CUSTOMER);
}

/** The colleague ends the session. */
async function endSession(replies: Replies): Promise<void> {
  session(replies).state = 4;
  const event = { kind: "event", event: "session_status_change", fields: { change_type: 3 } };
  await replies.inKf({ message: event });
}

Deno.test("while a colleague serves a customer in WeCom's client the AI is silent, until the session ends", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    await replies.inKf(text("在吗"));
    await replies.receive(replies.kfNews());
    await eventually(() => assert.equal(shownTo(replies, CUSTOMER).length, 1));
    await replies.inKf({ ...text("您好，我是李四"), servicer: "lisi" });
    await replies.inKf(text("多少钱"));
    await replies.receive(replies.kfNews());
    await eventually(async () => {
      const [row] = await replies.sql`
        select count(*)::int as count from ai_reply.messages where left_to_staff_at is not null`;
      assert.equal(row?.count, 1);
    });
    assert.deepEqual(await conversation(replies), { mode: "human", reason: "kf" });
    await endSession(replies);
    await replies.inKf(text("谢谢，再问一句"));
    await replies.receive(replies.kfNews());
    await eventually(() => assert.equal(shownTo(replies, CUSTOMER).length, 2));
    assert.equal(shownTo(replies, CUSTOMER).at(-1), "模拟回答：谢谢，再问一句");
    assert.deepEqual(await conversation(replies), { mode: "bot", reason: "kf" });
    // The colleague's message is part of the history.
    const asked = JSON.stringify(replies.llm.state.journal.list().at(-1)?.request);
    assert.match(asked, /我是李四/);
  } finally {
    await replies.stop();
  }
});

Deno.test("the AI is silent when the session moved to the queue before the answer", async () => {
  const replies = await startReplies();
  try {
    const model = replies.holdModel();
    (await replies.openWorker()).start();
    await replies.inKf(text("在吗"));
    await replies.receive(replies.kfNews());
    await model.reached;
    session(replies).state = 2;
    model.release();
    await eventually(async () => assert.deepEqual(await turns(replies), ["dropped"]));
    assert.deepEqual(shownTo(replies, CUSTOMER), []);
    assert.equal((await conversation(replies)).mode, "human");
    // The next message is not answered either: the model is not even asked.
    await replies.sql`update ai_reply.conversations set mode = 'bot'`;
    await replies.inKf(text("有人吗"));
    session(replies).state = 3;
    await replies.receive(replies.kfNews());
    await eventually(async () => assert.deepEqual(await turns(replies), ["dropped", "dropped"]));
    assert.equal(replies.llm.state.journal.list().length, 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("a customer who asks for staff is put into the queue of WeCom's client", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    await replies.inKf(text("转人工"));
    await replies.receive(replies.kfNews());
    await eventually(() =>
      assert.deepEqual(shownTo(replies, CUSTOMER), [CANNED_REPLIES.toStaffQueued])
    );

    await eventually(() => assert.equal(session(replies).state, 2));
    assert.deepEqual(await conversation(replies), { mode: "human", reason: "keyword" });
    assert.equal(replies.llm.state.journal.list().length, 0);
  } finally {
    await replies.stop();
  }
});

Deno.test("a colleague who served and ended the session during a delivery leaves the customer to the AI", async () => {
  const replies = await startReplies();
  try {
    // WeCom shows the answer at once, but responds late.
    const sending = replies.holdWecom("kf/send_msg");
    (await replies.openWorker()).start();
    await replies.inKf(text("在吗"));
    await replies.receive(replies.kfNews());
    await eventually(() => assert.equal(shownTo(replies, CUSTOMER).length, 1));
    await replies.inKf({ ...text("您好，我是李四"), servicer: "lisi" });
    await replies.receive(replies.kfNews());
    await eventually(async () => assert.equal((await conversation(replies)).mode, "human"));
    await endSession(replies);
    await replies.inKf(text("谢谢，再问一句"));
    sending.release();
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    await replies.receive(replies.kfNews());
    await eventually(() =>
      assert.equal(shownTo(replies, CUSTOMER).at(-1), "模拟回答：谢谢，再问一句")
    );
  } finally {
    await replies.stop();
  }
});

Deno.test("a customer whom a colleague answered during our delivery does not wait for staff", async () => {
  const replies = await startReplies();
  try {
    const sending = replies.holdWecom("kf/send_msg", { before: true });
    (await replies.openWorker()).start();
    await replies.inKf(text("人工"));
    await replies.receive(replies.kfNews());
    await sending.reached;
    await replies.inKf({ ...text("您好，我是李四"), servicer: "lisi" });
    await replies.receive(replies.kfNews());
    await eventually(async () => assert.equal((await conversation(replies)).reason, "kf"));
    sending.release();
    await eventually(async () => assert.deepEqual(await turns(replies), ["dropped"]));
    const waiting = await listConversations(replies.sql, { state: "waiting" }, { limit: 9 });
    assert.deepEqual(waiting.items, []);
  } finally {
    await replies.stop();
  }
});
