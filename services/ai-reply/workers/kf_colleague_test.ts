import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { listConversations } from "services/ai-reply/stores/list_conversations.ts";
import { conversation, turns } from "services/ai-reply/testing/read_replies.ts";
import {
  CORP_ID,
  CUSTOMER,
  OPEN_KF_ID,
  type Replies,
  shownTo,
  startReplies,
} from "services/ai-reply/testing/start_replies.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

const text = (content: string) => ({ message: { kind: "text", content } });

/** The customer's session as WeCom has it. */
function session({ wecom }: Pick<Replies, "wecom">) {
  return wecom.state.kf.openSession(CORP_ID, OPEN_KF_ID, CUSTOMER);
}

/** The colleague ends it. */
async function endSession(replies: Replies): Promise<void> {
  session(replies).state = 4;
  const event = { kind: "event", event: "session_status_change", fields: { change_type: 3 } };
  await replies.inKf({ message: event });
}

Deno.test("B5.7 a colleague who serves in WeCom's client silences the bot until the session ends", async () => {
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
    // What the colleague said is part of the conversation.
    const asked = JSON.stringify(replies.llm.state.journal.list().at(-1)?.request);
    assert.match(asked, /我是李四/);
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.7 the bot is silent when the session went to the pool before it could answer", async () => {
  const replies = await startReplies();
  try {
    replies.llm.state.addScenario(scenarioSchema.parse({ delayMs: 3_000 }));
    (await replies.openWorker()).start();
    await replies.inKf(text("在吗"));
    await replies.receive(replies.kfNews());
    await eventually(() => assert.equal(replies.llm.state.journal.list().length, 1));
    session(replies).state = 2;
    await eventually(async () => assert.deepEqual(await turns(replies), ["dropped"]));
    assert.deepEqual(shownTo(replies, CUSTOMER), []);
    assert.equal((await conversation(replies)).mode, "human");
    // The next message is not answered either, and the model is not asked.
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

Deno.test("B5.7 who asks for a person is queued for one in WeCom's client", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    await replies.inKf(text("转人工"));
    await replies.receive(replies.kfNews());
    await eventually(() => assert.deepEqual(shownTo(replies, CUSTOMER), [DEFINED_ANSWERS.queued]));

    await eventually(() => assert.equal(session(replies).state, 2));
    assert.deepEqual(await conversation(replies), { mode: "human", reason: "keyword" });
    assert.equal(replies.llm.state.journal.list().length, 0);
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.7 a colleague who served and left while an answer was on its way leaves the customer to the bot", async () => {
  const replies = await startReplies();
  try {
    // The customer has it at once, and WeCom says so late.
    replies.wecom.state.faults.add({ call: "kf/send_msg", count: 1, delayMs: 5_000, after: true });
    (await replies.openWorker()).start();
    await replies.inKf(text("在吗"));
    await replies.receive(replies.kfNews());
    await eventually(() => assert.equal(shownTo(replies, CUSTOMER).length, 1));
    await replies.inKf({ ...text("您好，我是李四"), servicer: "lisi" });
    await replies.receive(replies.kfNews());
    await eventually(async () => assert.equal((await conversation(replies)).mode, "human"));
    await endSession(replies);
    await replies.inKf(text("谢谢，再问一句"));
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    await replies.receive(replies.kfNews());
    await eventually(() =>
      assert.equal(shownTo(replies, CUSTOMER).at(-1), "模拟回答：谢谢，再问一句")
    );
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.7 who was answered by a colleague while our words were on their way does not wait", async () => {
  const replies = await startReplies();
  try {
    replies.wecom.state.faults.add({ call: "kf/send_msg", count: 1, delayMs: 5_000 });
    (await replies.openWorker()).start();
    await replies.inKf(text("人工"));
    await replies.receive(replies.kfNews());
    await eventually(async () => assert.deepEqual(await turns(replies), ["sending"]));
    await replies.inKf({ ...text("您好，我是李四"), servicer: "lisi" });
    await replies.receive(replies.kfNews());
    await eventually(async () => assert.deepEqual(await turns(replies), ["dropped"]));
    const waiting = await listConversations(replies.sql, { state: "waiting" }, { limit: 9 });
    assert.deepEqual(waiting.items, []);
  } finally {
    await replies.stop();
  }
});
