import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import {
  listConversations,
  readConversationItem,
} from "services/ai-reply/stores/list_conversations.ts";
import { drainByHand, onlyConversation } from "services/ai-reply/testing/drain_by_hand.ts";
import { answered, turns } from "services/ai-reply/testing/read_replies.ts";
import {
  appText,
  type Replies,
  shownTo,
  startReplies,
} from "services/ai-reply/testing/start_replies.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

async function leftToStaff({ sql }: Pick<Replies, "sql">): Promise<string[]> {
  const rows = await sql`
    select content ->> 'text' as text from ai_reply.messages
    where left_to_staff_at is not null order by message_id`;
  return rows.map(({ text }) => text);
}

Deno.test("B5.7 an operator takes over while the model thinks: its answer is dropped, later messages too", async () => {
  const replies = await startReplies();
  try {
    replies.llm.state.addScenario(scenarioSchema.parse({ delayMs: 4_000 }));
    const worker = await replies.openWorker();
    worker.start();
    await replies.receive(appText(replies, "投诉"));
    await eventually(async () => assert.deepEqual(await turns(replies), ["thinking"]));
    const id = await onlyConversation(replies);
    await worker.takeOver.handOver(id, "ww0123456789abcdef/zhangsan");
    await replies.receive(appText(replies, "有人吗"));
    await eventually(async () => assert.deepEqual(await leftToStaff(replies), ["投诉", "有人吗"]));
    await worker.stop();
    assert.deepEqual(await turns(replies), ["dropped"]);
    assert.deepEqual(shownTo(replies), []);
    assert.equal(
      replies.log.find(({ event }) => event === "conversation_handed_over")?.by,
      "ww0123456789abcdef/zhangsan",
    );
    const next = await replies.openWorker();
    next.start();
    await next.takeOver.resume(id, "ww0123456789abcdef/zhangsan");
    await replies.receive(appText(replies, "营业时间"));
    await eventually(() => assert.deepEqual(shownTo(replies), [answered("营业时间")]));
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.7 the customer calls for a person, and later for the bot", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    const say = async (text: string) => await replies.receive(appText(replies, text));
    await say("人工");
    await eventually(() => assert.deepEqual(shownTo(replies), [DEFINED_ANSWERS.handedOver]));
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    await say("多少钱");
    await eventually(async () => assert.deepEqual(await leftToStaff(replies), ["多少钱"]));
    await say("机器人");
    await eventually(() => assert.equal(shownTo(replies).at(-1), DEFINED_ANSWERS.backToBot));
    await say("几点开门");
    await eventually(() => assert.equal(shownTo(replies).at(-1), answered("几点开门")));
    assert.equal(shownTo(replies).length, 3);
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.7 who asked for a person waits for a colleague since then, until the AI answers again", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    worker.start();
    const asked = appText(replies, "人工");
    await replies.receive(asked);
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    const id = await onlyConversation(replies);
    const waits = async () => {
      const item = await readConversationItem(replies.sql, id);
      return [item?.staffAwaitedSince?.toISOString(), item?.leftToStaff];
    };
    assert.deepEqual(await waits(), [asked.sentAt, 1]);
    replies.clock.advance(60_000);
    await replies.receive(appText(replies, "有人吗"));
    await eventually(async () => assert.deepEqual(await waits(), [asked.sentAt, 2]));
    await worker.takeOver.resume(id, "local/admin");
    assert.deepEqual(await waits(), [undefined, 0]);
    await replies.receive(appText(replies, "几点开门"));
    await eventually(async () =>
      assert.deepEqual(await turns(replies), ["delivered", "delivered"])
    );
    await worker.takeOver.handOver(id, "local/admin");
    assert.deepEqual(await waits(), [undefined, 0], "all is answered");
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.7 a colleague's word in 微信客服 ends the waiting, the customer's next one begins it again", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    const write = async (words: string, more: Record<string, string> = {}) => {
      await replies.inKf({ message: { kind: "text", content: words }, ...more });
      await replies.receive(replies.kfNews());
    };
    const left = () =>
      listConversations(replies.sql, { state: "waiting", mode: "human" }, { limit: 9 })
        .then(({ items }) => items.map(({ leftToStaff }) => leftToStaff));
    await write("人工");
    await eventually(async () => assert.deepEqual(await left(), [1]));
    replies.clock.advance(2_000);
    await write("您好，我是李四", { servicer: "lisi" });
    await eventually(async () => assert.deepEqual(await left(), []));
    replies.clock.advance(2_000);
    await write("我要退款");
    await eventually(async () => assert.deepEqual(await left(), [1]));
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.7 after hours without a word the bot answers again", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    worker.start();
    await replies.receive(appText(replies, "你好"));
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    await worker.takeOver.handOver(await onlyConversation(replies), "local/admin");
    replies.clock.advance(11 * 3_600_000);
    await replies.receive(appText(replies, "还在吗"));
    await eventually(async () => assert.deepEqual(await leftToStaff(replies), ["还在吗"]));
    replies.clock.advance(12 * 3_600_000);
    await replies.receive(appText(replies, "早上好"));
    await eventually(() => assert.equal(shownTo(replies).at(-1), answered("早上好")));
  } finally {
    await replies.stop();
  }
});

Deno.test("a turn that was given up is left to people, and an operator can have it tried again", async () => {
  const replies = await startReplies();
  try {
    replies.llm.state.addScenario(scenarioSchema.parse({ count: 2, status: 500 }));
    const worker = await replies.openWorker({ REPLY_CONCURRENCY: "1" });
    await replies.receive(appText(replies, "在吗"));
    worker.start();
    await eventually(async () => assert.deepEqual(await turns(replies), ["thinking"]));
    await eventually(() => assert.equal(replies.llm.state.journal.list().length, 1));
    await worker.stop();
    const id = await onlyConversation(replies);
    await drainByHand(worker.engine, id, { attempt: 11 });
    assert.deepEqual(await turns(replies), ["failed"]);
    assert.deepEqual(await leftToStaff(replies), ["在吗"]);
    assert.deepEqual(shownTo(replies), [DEFINED_ANSWERS.apology]);
    const [failed] = await replies.sql`select turn_id as "turnId" from ai_reply.turns`;
    await replies.sql`delete from pgboss.job`;
    const next = await replies.openWorker();
    next.start();
    await next.takeOver.retryTurn(failed?.turnId, "local/admin");
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    assert.deepEqual(shownTo(replies), [DEFINED_ANSWERS.apology, answered("在吗")]);
    await assert.rejects(
      next.takeOver.retryTurn(failed?.turnId, "local/admin"),
      /conversation_turn_not_retryable/,
    );
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that could not be sent is sent by a retry, without asking the model again", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    worker.start();
    replies.wecom.state.faults.add({ call: "message/send", count: 1, errcode: 60020 });
    await replies.receive(appText(replies, "在吗"));
    await eventually(async () => assert.deepEqual(await turns(replies), ["failed"]));
    const [part] = await replies.sql`
      select turn_id as "turnId", status, error from ai_reply.deliveries`;
    assert.equal(part?.status, "refused");
    assert.match(part?.error, /^60020 /);
    await worker.takeOver.retryTurn(part?.turnId, "local/admin");
    await eventually(() => assert.deepEqual(shownTo(replies), [answered("在吗")]));
    assert.equal(replies.llm.state.journal.list().length, 1);
  } finally {
    await replies.stop();
  }
});
