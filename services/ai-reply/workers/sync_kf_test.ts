import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { drainByHand, onlyConversation } from "services/ai-reply/testing/drain_by_hand.ts";
import { conversation, turns } from "services/ai-reply/testing/read_replies.ts";
import {
  appText,
  CUSTOMER,
  type Replies,
  shownTo,
  startReplies,
} from "services/ai-reply/testing/start_replies.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";
import { fileMessages } from "services/ai-reply/workers/file_messages.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

const text = (content: string) => ({ message: { kind: "text", content } });

/** Reads the account as a worker does that has heard of news. */
function sync(engine: Engine, { kfNews }: Pick<Replies, "kfNews">): Promise<void> {
  return fileMessages(engine, { payload: kfNews(), signal: new AbortController().signal });
}

Deno.test("B5.6 each message of 微信客服 is answered once, whatever pages, restarts and repeated news", async () => {
  const replies = await startReplies();
  try {
    // Small pages with empty ones between, so that only has_more tells when to stop.
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
    // Another process goes on where the first one stopped.
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

Deno.test("B5.6 an account that is read for the first time: old messages are kept, and not answered", async () => {
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

Deno.test("two processes that read one account at the same time file each message once", async () => {
  const replies = await startReplies();
  try {
    const workers = [await replies.openWorker(), await replies.openWorker()];
    await Promise.all(workers.map(({ engine }) => sync(engine, replies)));
    for (const words of ["一", "二", "三"]) await replies.inKf(text(words));
    await Promise.all(workers.map(({ engine }) => sync(engine, replies)));
    const rows = await replies
      .sql`select content ->> 'text' as text from ai_reply.messages order by message_id`;
    assert.equal(rows.map((row) => row.text).join(""), "一二三");
  } finally {
    await replies.stop();
  }
});

Deno.test("an account of 微信客服 that WeCom is slow to tell of holds up nobody else", async () => {
  const replies = await startReplies();
  try {
    replies.wecom.state.faults.add({ call: "kf/sync_msg", count: 2, delayMs: 8_000 });
    (await replies.openWorker()).start();
    for (let news = 0; news < 12; news += 1) await replies.receive(replies.kfNews());
    await replies.receive(appText(replies, "在吗"));
    const answered = () => assert.deepEqual(shownTo(replies), ["模拟回答：在吗"]);
    // The two tries take ten seconds.
    await eventually(answered, { withinMs: 9_000 });
  } finally {
    await replies.stop();
  }
});

Deno.test("news whose token is too old is fetched without it", async () => {
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

Deno.test("an answer that 微信客服 took while its yes got lost is shown once", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    await replies.inKf(text("在吗"));
    await sync(worker.engine, replies);
    replies.wecom.state.faults.add({ call: "kf/send_msg", count: 1, httpStatus: 400, after: true });
    const id = await onlyConversation(replies);
    await assert.rejects(drainByHand(worker.engine, id));
    await drainByHand((await replies.openWorker()).engine, id);
    assert.deepEqual(shownTo(replies, CUSTOMER), ["模拟回答：在吗"]);
    assert.deepEqual(await turns(replies), ["delivered"]);
  } finally {
    await replies.stop();
  }
});

Deno.test("微信客服 takes five messages until the customer writes again: a long answer is cut there", async () => {
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

Deno.test("what 微信客服 does not take any more is shown to operators, and people take over", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    await replies.inKf(text("在吗"));
    await replies.receive(replies.kfNews());
    worker.start();
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    replies.llm.state.addScenario(scenarioSchema.parse({ match: "还在吗", delayMs: 4_000 }));
    await replies.inKf(text("还在吗"));
    await replies.receive(replies.kfNews());
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered", "thinking"]));
    replies.clock.advance(49 * 3_600_000);
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

Deno.test("a message that was taken back before it was answered is not answered", async () => {
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
  } finally {
    await replies.stop();
  }
});

Deno.test("a message that WeCom could not show after all is marked, with the reason", async () => {
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
