import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import {
  listConversations,
  readConversationItem,
} from "services/ai-reply/conversations/list_conversations.ts";
import { reopenTurn } from "services/ai-reply/conversations/reopen_turn.ts";
import {
  answerByHand,
  onlyConversation,
  OPERATOR,
} from "services/ai-reply/testing/answer_by_hand.ts";
import { answered, turns } from "services/ai-reply/testing/read_replies.ts";
import { appText } from "services/ai-reply/testing/sample_messages.ts";
import { type Replies, shownTo, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { recordMessages } from "services/ai-reply/recording/record_messages.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

async function leftToStaff({ sql }: Pick<Replies, "sql">): Promise<string[]> {
  const rows = await sql`
    select content ->> 'text' as text from ai_reply.messages
    where left_to_staff_at is not null order by message_id`;
  return rows.map(({ text }) => text);
}

Deno.test("when an operator takes over while the model is asked, the turn is dropped and later messages go to staff", async () => {
  const replies = await startReplies();
  try {
    const model = replies.holdModel();
    const worker = await replies.openWorker();
    worker.start();
    await replies.receive(appText(replies, "退款多久到账"));
    await model.reached;
    const id = await onlyConversation(replies);
    await worker.control.toStaff(id, OPERATOR);
    await replies.receive(appText(replies, "有人吗"));
    await eventually(async () =>
      assert.deepEqual(await leftToStaff(replies), ["退款多久到账", "有人吗"])
    );
    model.release();
    await worker.stop();
    assert.deepEqual(await turns(replies), ["dropped"]);
    assert.deepEqual(shownTo(replies), []);
    assert.equal(
      replies.log.find(({ event }) => event === "conversation_switched_to_staff")?.by,
      "ww0123456789abcdef/zhangsan",
    );
    const next = await replies.openWorker();
    next.start();
    await next.control.toBot(id, OPERATOR, "keep");
    await replies.receive(appText(replies, "营业时间"));
    await eventually(() => assert.deepEqual(shownTo(replies), [answered("营业时间")]));
  } finally {
    await replies.stop();
  }
});

Deno.test("after the command 人工, messages go to staff; after the command 机器人, the AI answers again", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    const say = async (text: string) => await replies.receive(appText(replies, text));
    await say("人工");
    await eventually(() => assert.deepEqual(shownTo(replies), [CANNED_REPLIES.toStaff]));
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    await say("多少钱");
    await eventually(async () => assert.deepEqual(await leftToStaff(replies), ["多少钱"]));
    await say("机器人");
    await eventually(() => assert.equal(shownTo(replies).at(-1), CANNED_REPLIES.toBot));
    await say("几点开门");
    await eventually(() => assert.equal(shownTo(replies).at(-1), answered("几点开门")));
    assert.equal(shownTo(replies).length, 3);
  } finally {
    await replies.stop();
  }
});

Deno.test("the waiting time starts when the customer asks for staff, and ends when an operator says that a colleague has answered", async () => {
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
    await worker.control.toBot(id, OPERATOR, "settled");
    assert.deepEqual(await waits(), [undefined, 0]);
    await replies.receive(appText(replies, "几点开门"));
    await eventually(async () =>
      assert.deepEqual(await turns(replies), ["delivered", "delivered"])
    );
    await worker.control.toStaff(id, OPERATOR);
    assert.deepEqual(await waits(), [undefined, 0], "no message waits for staff");
  } finally {
    await replies.stop();
  }
});

Deno.test("a colleague's message in 微信客服 ends the waiting time, and the customer's next message starts it again", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    const write = async (words: string, more: Record<string, string> = {}) => {
      await replies.inKf({ message: { kind: "text", content: words }, ...more });
      await replies.receive(replies.kfNews());
    };
    const waiting = () =>
      listConversations(replies.sql, { state: "waiting", mode: "human" }, { limit: 9 })
        .then(({ items }) => items.map(({ leftToStaff }) => leftToStaff));
    await write("人工");
    await eventually(async () => assert.deepEqual(await waiting(), [1]));
    replies.clock.advance(2_000);
    await write("您好，我是李四", { servicer: "lisi" });
    await eventually(async () => assert.deepEqual(await waiting(), []));
    replies.clock.advance(2_000);
    await write("我要退款");
    await eventually(async () => assert.deepEqual(await waiting(), [1]));
  } finally {
    await replies.stop();
  }
});

Deno.test("after the configured hours without a message the AI answers again", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    worker.start();
    await replies.receive(appText(replies, "你好"));
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    await worker.control.toStaff(await onlyConversation(replies), OPERATOR);
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

Deno.test("a failed turn goes to staff, and an operator can retry it", async () => {
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
    await answerByHand(worker.deps, id, { attempt: 11 });
    assert.deepEqual(await turns(replies), ["failed"]);
    assert.deepEqual(await leftToStaff(replies), ["在吗"]);
    assert.deepEqual(shownTo(replies), [CANNED_REPLIES.slowNotice]);
    const [failed] = await replies.sql`select turn_id as "turnId" from ai_reply.turns`;
    await replies.sql`delete from jobs.jobs`;
    const next = await replies.openWorker();
    next.start();
    await next.control.retryTurn(failed?.turnId, OPERATOR);
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    assert.deepEqual(shownTo(replies), [CANNED_REPLIES.slowNotice, answered("在吗")]);
    await assert.rejects(
      next.control.retryTurn(failed?.turnId, OPERATOR),
      /conversation_turn_not_retryable/,
    );
  } finally {
    await replies.stop();
  }
});

Deno.test("a retry sends an answer that was refused, without asking the model again", async () => {
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
    await worker.control.retryTurn(part?.turnId, OPERATOR);
    await eventually(() => assert.deepEqual(shownTo(replies), [answered("在吗")]));
    assert.equal(replies.llm.state.journal.list().length, 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("a retry at the moment when a worker begins the next turn leaves that turn to the wake-up of the retry", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    worker.start();
    replies.wecom.state.faults.add({ call: "message/send", count: 1, errcode: 60020 });
    await replies.receive(appText(replies, "在吗"));
    await eventually(async () => assert.deepEqual(await turns(replies), ["failed"]));
    await worker.stop();
    const { deps } = worker;
    const { signal } = new AbortController();
    await recordMessages(deps, { payload: appText(replies, "机器人"), signal });
    const id = await onlyConversation(replies);
    let beginning = Promise.resolve();
    await replies.sql.begin(async (tx) => {
      const [turn] = await tx`select turn_id as "turnId" from ai_reply.turns`;
      await reopenTurn(tx, turn?.turnId);
      beginning = answerByHand(deps, id);
      await eventually(async () => {
        const { count } = await replies.sql`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`;
        assert.equal(count, 1);
      });
    });
    await beginning;
    assert.deepEqual(await turns(replies), ["sending"]);
    await answerByHand(deps, id);
    assert.deepEqual(await turns(replies), ["delivered", "delivered"]);
    assert.deepEqual(shownTo(replies), [answered("在吗"), CANNED_REPLIES.toBot]);
  } finally {
    await replies.stop();
  }
});
