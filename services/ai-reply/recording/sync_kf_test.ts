import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { answerByHand, onlyConversation } from "services/ai-reply/testing/answer_by_hand.ts";
import { conversation, turns } from "services/ai-reply/testing/read_replies.ts";
import { appText } from "services/ai-reply/testing/sample_messages.ts";
import { type Replies, shownTo, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { CUSTOMER } from "services/ai-reply/testing/start_vendors.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";
import { recordMessages } from "services/ai-reply/recording/record_messages.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

const text = (content: string) => ({ message: { kind: "text", content } });

/** Reads the account, as a worker does after a callback. */
function sync(deps: WorkerDeps, { kfNews }: Pick<Replies, "kfNews">): Promise<void> {
  return recordMessages(deps, { payload: kfNews(), signal: new AbortController().signal });
}

Deno.test("each message of 微信客服 is answered once, with any pages, restarts and repeated callbacks", async () => {
  const replies = await startReplies();
  try {
    // Small pages and empty pages, so that only has_more shows where to stop.
    replies.wecom.state.settings.kfPageSize = 2;
    const first = await replies.openWorker();
    first.start();
    await replies.receive(replies.kfNews());
    await eventually(async () =>
      assert.equal((await replies.sql`select 1 from ai_reply.kf_cursors`).length, 1)
    );
    for (const words of ["一", "二", "三", "四", "五"]) await replies.inKf(text(words));
    await replies.receive(replies.kfNews());
    await replies.receive(replies.kfNews());
    await eventually(() =>
      assert.equal(
        shownTo(replies, CUSTOMER).join("\n").match(/[一二三四五]/g)?.join(""),
        "一二三四五",
      )
    );
    await first.stop();
    // Another process continues from the stored cursor.
    (await replies.openWorker()).start();
    await replies.inKf(text("六"));
    await replies.receive(replies.kfNews());
    await eventually(() => assert.equal(shownTo(replies, CUSTOMER).at(-1), "模拟回答：六"));
    const messages = await replies.sql`
      select content ->> 'text' as text from ai_reply.messages order by message_id`;
    assert.equal(messages.map((row) => row.text).join(""), "一二三四五六");
    assert.equal(shownTo(replies, CUSTOMER).join("").match(/六/g)?.length, 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("when an account is read for the first time, old messages are recorded and not answered", async () => {
  const replies = await startReplies();
  try {
    replies.wecom.state.settings.kfPageSize = 1;
    await replies.inKf(text("前天的问题"));
    await replies.inKf(text("昨天的问题"));
    replies.clock.advance(24 * 3_600_000);
    await replies.inKf(text("现在的问题"));
    (await replies.openWorker()).start();
    await replies.receive(replies.kfNews());
    await eventually(() => assert.deepEqual(shownTo(replies, CUSTOMER), ["模拟回答：现在的问题"]));
    const rows = await replies.sql`
      select content ->> 'text' as text, left_to_staff_at is null as asked
      from ai_reply.messages order by message_id`;
    assert.deepEqual(rows.map(({ text, asked }) => [text, asked]), [
      ["前天的问题", false],
      ["昨天的问题", false],
      ["现在的问题", true],
    ]);
  } finally {
    await replies.stop();
  }
});

Deno.test("two processes that read one account at the same time record each message once", async () => {
  const replies = await startReplies();
  try {
    const workers = [await replies.openWorker(), await replies.openWorker()];
    await Promise.all(workers.map(({ deps }) => sync(deps, replies)));
    for (const words of ["一", "二", "三"]) await replies.inKf(text(words));
    await Promise.all(workers.map(({ deps }) => sync(deps, replies)));
    const rows = await replies
      .sql`select content ->> 'text' as text from ai_reply.messages order by message_id`;
    assert.equal(rows.map((row) => row.text).join(""), "一二三");
  } finally {
    await replies.stop();
  }
});

Deno.test("a slow read of an account of 微信客服 delays no other conversation", async () => {
  const replies = await startReplies();
  try {
    const reading = replies.holdWecom("kf/sync_msg", { before: true });
    (await replies.openWorker()).start();
    for (let news = 0; news < 12; news += 1) await replies.receive(replies.kfNews());
    await replies.receive(appText(replies, "在吗"));
    await reading.reached;
    await eventually(() => assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]));
    reading.release();
  } finally {
    await replies.stop();
  }
});

Deno.test("news with an expired token is read without the token", async () => {
  const replies = await startReplies();
  try {
    const news = replies.kfNews();
    replies.clock.advance(11 * 60_000);
    await replies.inKf(text("在吗"));
    (await replies.openWorker()).start();
    await replies.receive(news);
    await eventually(() => assert.deepEqual(shownTo(replies, CUSTOMER), ["模拟回答：在吗"]));
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that 微信客服 accepted without a response is shown once", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    await replies.inKf(text("在吗"));
    await sync(worker.deps, replies);
    replies.wecom.state.faults.add({ call: "kf/send_msg", count: 1, httpStatus: 400, after: true });
    const id = await onlyConversation(replies);
    await assert.rejects(answerByHand(worker.deps, id));
    await answerByHand((await replies.openWorker()).deps, id);
    assert.deepEqual(shownTo(replies, CUSTOMER), ["模拟回答：在吗"]);
    assert.deepEqual(await turns(replies), ["delivered"]);
  } finally {
    await replies.stop();
  }
});

Deno.test("微信客服 allows five messages until the customer writes again: a longer answer is cut", async () => {
  const replies = await startReplies();
  try {
    const long = Array.from({ length: 1_000 }, (_, index) => `这是第${index}句课程介绍。`).join(
      "\n",
    );
    replies.llm.state.addScenario(scenarioSchema.parse({ reply: long, chunkChars: 1_000 }));
    (await replies.openWorker()).start();
    await replies.inKf(text("介绍一下"));
    await replies.receive(replies.kfNews());
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    const shown = shownTo(replies, CUSTOMER);
    assert.equal(shown.length, 5);
    assert.ok(shown.at(-1)?.endsWith("…"));
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that 微信客服 refuses is shown to operators, and the conversation switches to staff", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    await replies.inKf(text("在吗"));
    await replies.receive(replies.kfNews());
    worker.start();
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    const model = replies.holdModel();
    await replies.inKf(text("还在吗"));
    await replies.receive(replies.kfNews());
    await model.reached;
    replies.clock.advance(49 * 3_600_000);
    model.release();
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered", "failed"]));
    const [refused] = await replies.sql`
      select status, error from ai_reply.deliveries order by turn_id desc limit 1`;
    assert.equal(refused?.status, "refused");
    assert.match(refused?.error, /^95002 .*48 小时/);
    assert.deepEqual(await conversation(replies), { mode: "human", reason: "delivery" });
  } finally {
    await replies.stop();
  }
});

Deno.test("a message that was recalled before it was answered is not answered", async () => {
  const replies = await startReplies();
  try {
    await replies.inKf(text("打错了"));
    const [item] = replies.wecom.state.kf.items("ww0123456789abcdef", "wk-demo-1");
    const event = {
      kind: "event",
      event: "user_recall_msg",
      fields: { recall_msgid: String(item?.fields.msgid) },
    };
    await replies.inKf({ message: event });
    await replies.inKf(text("多少钱"));
    (await replies.openWorker()).start();
    await replies.receive(replies.kfNews());
    await eventually(() => assert.deepEqual(shownTo(replies, CUSTOMER), ["模拟回答：多少钱"]));
    const prompts = JSON.stringify(replies.llm.state.journal.list());
    assert.doesNotMatch(prompts, /打错了/, "the model does not read it");
  } finally {
    await replies.stop();
  }
});

Deno.test("a colleague's message that was recalled is marked as recalled", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    await replies.inKf({ ...text("发错了"), servicer: "lisi" });
    const [item] = replies.wecom.state.kf.items("ww0123456789abcdef", "wk-demo-1");
    const fields = { recall_msgid: String(item?.fields.msgid) };
    await replies.inKf({ message: { kind: "event", event: "servicer_recall_msg", fields } });
    await replies.receive(replies.kfNews());
    await eventually(async () => {
      const rows = await replies.sql`select content, left_to_staff_at from ai_reply.messages`;
      assert.deepEqual(rows.map(({ content }) => content), [
        { type: "text", text: "发错了", servicer: "lisi", recalled: true },
      ]);
      assert.equal(rows[0]?.left_to_staff_at, null);
    });
  } finally {
    await replies.stop();
  }
});

Deno.test("a message that WeCom could not deliver is marked as refused, with the reason", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    await replies.inKf(text("在吗"));
    await replies.receive(replies.kfNews());
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    const [sent] = await replies.sql`select vendor_msgid from ai_reply.deliveries`;
    const fields = { fail_msgid: String(sent?.vendor_msgid), fail_type: 10 };
    await replies.inKf({ message: { kind: "event", event: "msg_send_fail", fields } });
    await replies.receive(replies.kfNews());
    await eventually(async () => {
      const [row] = await replies.sql`select status, error from ai_reply.deliveries`;
      assert.equal(row?.status, "refused");
      assert.match(row?.error, /拒收/);
    });
  } finally {
    await replies.stop();
  }
});
