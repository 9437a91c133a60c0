import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { countAnswerable } from "services/ai-reply/conversations/hand_back.ts";
import {
  listConversations,
  readConversationItem,
} from "services/ai-reply/conversations/list_conversations.ts";
import { readHistory } from "services/ai-reply/conversations/read_history.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { onlyConversation, OPERATOR } from "services/ai-reply/testing/answer_by_hand.ts";
import { answered, turns } from "services/ai-reply/testing/read_replies.ts";
import { appText } from "services/ai-reply/testing/sample_messages.ts";
import { type Replies, shownTo, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { CUSTOMER } from "services/ai-reply/testing/start_vendors.ts";

/** A member has asked once and was answered; then an operator takes over, and the member asks `questions`. */
async function leftUnanswered(replies: Replies, questions: readonly string[]) {
  const worker = await replies.openWorker();
  worker.start();
  await replies.receive(appText(replies, "你好"));
  await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
  const id = await onlyConversation(replies);
  await worker.control.toStaff(id, OPERATOR);
  for (const text of questions) {
    replies.clock.advance(1_000);
    await replies.receive(appText(replies, text));
  }
  const item = () => readConversationItem(replies.sql, id).then((found) => found!);
  await eventually(async () => assert.equal((await item()).leftToStaff, questions.length));
  replies.clock.advance(1_000);
  return { id, control: worker.control, item };
}

const unanswered = async ({ sql }: Replies, id: string) =>
  (await readHistory(sql, id, { limit: 50 })).messages
    .filter(({ isUnanswered }) => isUnanswered).map(({ content }) => content["text"]);

Deno.test("after a hand-back an unanswered message stays unanswered in list and timeline, until the AI has answered again", async () => {
  const replies = await startReplies();
  try {
    const { id, control, item } = await leftUnanswered(replies, ["有人吗"]);
    await control.toBot(id, OPERATOR, "keep");
    const { mode, staffAwaitedSince, leftToStaff } = await item();
    assert.deepEqual([mode, leftToStaff], ["bot", 1]);
    assert.ok(staffAwaitedSince instanceof Date);
    const waiting = await listConversations(replies.sql, { state: "waiting" }, { limit: 9 });
    assert.deepEqual(waiting.items.map(({ id }) => id), [id]);
    assert.deepEqual(await unanswered(replies, id), ["有人吗"]);
    assert.deepEqual(shownTo(replies), [answered("你好")], "the AI is silent");
    await replies.receive(appText(replies, "几点开门"));
    await eventually(async () => assert.equal((await item()).staffAwaitedSince, null));
    assert.equal((await item()).leftToStaff, 0);
  } finally {
    await replies.stop();
  }
});

Deno.test("a hand-back can let the AI answer what colleagues have not answered, all of it and once", async () => {
  const replies = await startReplies();
  try {
    const { id, control, item } = await leftUnanswered(replies, ["多少钱", "有折扣吗"]);
    await control.toBot(id, OPERATOR, "answer");
    await eventually(async () =>
      assert.deepEqual(await turns(replies), ["delivered", "delivered"])
    );
    assert.deepEqual(shownTo(replies), [answered("你好"), answered("多少钱\n有折扣吗")]);
    assert.deepEqual(await unanswered(replies, id), []);
    const { mode, staffAwaitedSince, waiting, leftToStaff } = await item();
    assert.deepEqual([mode, staffAwaitedSince, waiting, leftToStaff], ["bot", null, 0, 0]);
    await control.toBot(id, OPERATOR, "answer");
    await replies.receive(appText(replies, "谢谢"));
    await eventually(() => assert.equal(shownTo(replies).length, 3));
  } finally {
    await replies.stop();
  }
});

Deno.test("what was left unanswered can be answered or settled later, and a colleague's word settles it", async () => {
  const replies = await startReplies();
  try {
    const { id, control, item } = await leftUnanswered(replies, ["多少钱"]);
    await control.toBot(id, OPERATOR, "keep");
    await control.toBot(id, OPERATOR, "answer");
    await eventually(() => assert.equal(shownTo(replies).at(-1), answered("多少钱")));
    await control.toStaff(id, OPERATOR);
    await replies.receive(appText(replies, "再问一下"));
    await eventually(async () => assert.equal((await item()).leftToStaff, 1));
    replies.clock.advance(1_000);
    await control.toBot(id, OPERATOR, "settled");
    assert.deepEqual(await unanswered(replies, id), []);
    assert.equal((await item()).staffAwaitedSince, null);
    assert.equal(shownTo(replies).at(-1), answered("多少钱"), "the AI is silent");
  } finally {
    await replies.stop();
  }
});

Deno.test("a question that an operator took over while the AI was thinking is answered after the hand-back", async () => {
  const replies = await startReplies();
  try {
    const model = replies.holdModel();
    const worker = await replies.openWorker();
    worker.start();
    await replies.receive(appText(replies, "多少钱"));
    await model.reached;
    const id = await onlyConversation(replies);
    await worker.control.toStaff(id, OPERATOR);
    model.release();
    await worker.control.toBot(id, OPERATOR, "answer");
    await eventually(() => assert.deepEqual(shownTo(replies), [answered("多少钱")]));
  } finally {
    await replies.stop();
  }
});

/** A customer of 微信客服 waits in WeCom's queue with two messages without an answer: 人工, and a question. */
async function waitInQueue(replies: Replies) {
  const worker = await replies.openWorker();
  worker.start();
  const write = async (content: string) => {
    await replies.inKf({ message: { kind: "text", content } });
    await replies.receive(replies.kfNews());
  };
  await write("人工");
  await eventually(() =>
    assert.deepEqual(shownTo(replies, CUSTOMER), [CANNED_REPLIES.toStaffQueued])
  );
  await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
  replies.clock.advance(2_000);
  await write("多少钱");
  const id = await onlyConversation(replies);
  const item = () => readConversationItem(replies.sql, id).then((found) => found!);
  await eventually(async () => assert.equal((await item()).leftToStaff, 2));
  replies.clock.advance(2_000);
  return { id, control: worker.control, item, write };
}

Deno.test("a customer of 微信客服 in the queue gets the AI's answer after the hand-back", async () => {
  const replies = await startReplies();
  try {
    const { id, control, item } = await waitInQueue(replies);
    await control.toBot(id, OPERATOR, "answer");
    await eventually(() => assert.equal(shownTo(replies, CUSTOMER).at(-1), answered("多少钱")));
    const { mode, trouble } = await item();
    assert.deepEqual([mode, trouble], ["bot", null]);
  } finally {
    await replies.stop();
  }
});

Deno.test("what was left unanswered in 微信客服 is not offered to the AI later: the session has ended", async () => {
  const replies = await startReplies();
  try {
    const { id, control, item, write } = await waitInQueue(replies);
    assert.equal(await countAnswerable(replies.sql, await item()), 1);
    await control.toBot(id, OPERATOR, "keep");
    assert.equal(await countAnswerable(replies.sql, await item()), 0);
    // As an older page sends it. A refused answer would put the conversation back to staff.
    await control.toBot(id, OPERATOR, "answer");
    const { mode, trouble } = await item();
    assert.deepEqual([mode, trouble], ["bot", null]);
    await write("在吗");
    await eventually(() => assert.equal(shownTo(replies, CUSTOMER).at(-1), answered("在吗")));
  } finally {
    await replies.stop();
  }
});

Deno.test("the timeline and the audit trail have who took over, handed back and retried, and acts without effect are not recorded", async () => {
  const replies = await startReplies();
  try {
    const { id, control } = await leftUnanswered(replies, ["有人吗"]);
    await control.toStaff(id, { subject: "local/other", name: "other" });
    await control.toBot(id, OPERATOR, "keep");
    await control.toBot(id, OPERATOR, "keep");
    const { acts } = await readHistory(replies.sql, id, { limit: 50 });
    assert.deepEqual(acts.map(({ action, detail, by, byName }) => [action, detail, by, byName]), [
      ["conversation.hand_over", null, OPERATOR.subject, OPERATOR.name],
      ["conversation.hand_back", "keep", OPERATOR.subject, OPERATOR.name],
    ]);
    const sent = await replies.sql<{ payload: Record<string, unknown> }[]>`
      select payload from jobs.jobs where queue = 'audit.event' order by id`;
    assert.deepEqual(sent.map(({ payload }) => [payload["id"], payload["thing"]]), [
      [acts[0]?.id, `conversation/${id}`],
      [acts[1]?.id, `conversation/${id}`],
    ]);
    assert.doesNotMatch(JSON.stringify(sent), /有人吗/);
  } finally {
    await replies.stop();
  }
});
