import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { pruneConversations } from "services/ai-reply/conversations/prune_conversations.ts";
import { appText } from "services/ai-reply/testing/sample_messages.ts";
import { startReplies } from "services/ai-reply/testing/start_replies.ts";

const DAY_MS = 86_400_000;

Deno.test("data older than the retention time is deleted; newer and unanswered data stays", async () => {
  const replies = await startReplies();
  try {
    const worker = await replies.openWorker();
    worker.start();
    const delivered = (count: number) =>
      eventually(async () => {
        const rows = await replies.sql`select 1 from ai_reply.turns where status = 'delivered'`;
        assert.equal(rows.length, count);
      });
    await replies.receive(appText(replies, "旧的", "zhangsan"));
    await replies.receive(appText(replies, "旧的", "lisi"));
    await delivered(2);
    replies.clock.advance(100 * DAY_MS);
    await replies.receive(appText(replies, "新的", "lisi"));
    await delivered(3);
    const before = new Date(replies.clock.now() - 50 * DAY_MS);
    assert.equal(await pruneConversations(replies.sql, before), 1);
    const people = await replies.sql`select person from ai_reply.conversations`;
    assert.deepEqual(people.map(({ person }) => person), ["lisi"]);
    const texts = await replies.sql`select content ->> 'text' as text from ai_reply.messages`;
    assert.deepEqual(texts.map(({ text }) => text), ["新的"]);
    const [left] = await replies.sql`
      select (select count(*)::int from ai_reply.turns) as turns,
        (select count(*)::int from ai_reply.deliveries) as deliveries`;
    assert.deepEqual(left, { turns: 1, deliveries: 1 });
    // The conversation continues.
    await replies.receive(appText(replies, "再来", "lisi"));
    await delivered(2);
  } finally {
    await replies.stop();
  }
});
