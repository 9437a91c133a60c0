import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";
import { appText } from "services/ai-reply/testing/sample_messages.ts";
import { type Replies, shownTo, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { CORP_ID } from "services/ai-reply/testing/start_vendors.ts";
import { scenarioSchema } from "simulators/llm/state/scenario.ts";

const answers = (...texts: string[]) => texts.map((text) => `模拟回答：${text}`);

Deno.test("a member's question is answered by the model, through the app, once", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    const message = appText(replies, "在吗");
    await replies.receive(message);
    await replies.receive(message);
    await eventually(async () => {
      const turns = await replies.sql`select status, answer, model from ai_reply.turns`;
      assert.deepEqual([...turns], [{
        status: "delivered",
        answer: "模拟回答：在吗",
        model: "simulated/deepseek-chat",
      }]);
    });
    assert.deepEqual(shownTo(replies), answers("在吗"));
  } finally {
    await replies.stop();
  }
});

Deno.test("messages in quick succession are answered together, in order, and each in exactly one turn", async () => {
  const replies = await startReplies({ env: { MERGE_WINDOW_MS: "1000" } });
  try {
    const model = replies.holdModel();
    for (const text of ["一", "二", "三"]) await replies.receive(appText(replies, text));
    (await replies.openWorker()).start();
    await model.reached;
    for (const text of ["四", "五"]) await replies.receive(appText(replies, text));
    model.release();
    await eventually(() => assert.deepEqual(shownTo(replies), answers("一\n二\n三", "四\n五")));
    const rows = await replies.sql`
      select m.content ->> 'text' as text, t.number, t.status
      from ai_reply.messages m join ai_reply.turns t using (turn_id) order by m.message_id`;
    await eventually(async () => {
      const open = await replies.sql`select 1 from ai_reply.turns where status <> 'delivered'`;
      assert.equal(open.length, 0);
    });
    assert.deepEqual(rows.map(({ text, number }) => [text, number]), [
      ["一", 1],
      ["二", 1],
      ["三", 1],
      ["四", 2],
      ["五", 2],
    ]);
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that renders to nothing is replaced by a canned reply", async () => {
  const replies = await startReplies();
  try {
    replies.llm.state.addScenario(scenarioSchema.parse({ reply: "```\n```\n<br>" }));
    (await replies.openWorker()).start();
    await replies.receive(appText(replies, "在吗"));
    await eventually(() => assert.deepEqual(shownTo(replies), [CANNED_REPLIES.sensitiveAnswer]));
    await eventually(async () => {
      const turns = await replies.sql`select status from ai_reply.turns`;
      assert.deepEqual(turns.map(({ status }) => status), ["delivered"]);
    });
  } finally {
    await replies.stop();
  }
});

Deno.test("a slow model delays its own conversation and no other", async () => {
  const replies = await startReplies();
  try {
    const model = replies.holdModel("慢");
    (await replies.openWorker()).start();
    for (let n = 0; n < 30; n += 1) {
      await replies.receive(appText(replies, `慢${n}`, ["lisi", "wangwu"][n % 2]));
    }
    await eventually(() => assert.equal(replies.llm.state.journal.list().length, 2));
    await replies.receive(appText(replies, "快"));
    await eventually(() => assert.deepEqual(shownTo(replies), answers("快")));
    assert.deepEqual(shownTo(replies, "lisi"), []);
    model.release();
    await eventually(() => assert.notDeepEqual(shownTo(replies, "lisi"), []));
  } finally {
    await replies.stop();
  }
});

Deno.test("a hundred conversations wait for a slow model at the same time", async () => {
  const replies = await startReplies();
  try {
    const model = replies.holdModel();
    (await replies.openWorker()).start();
    for (let n = 0; n < 100; n += 1) {
      await replies.receive({
        kind: "simulated_message",
        inboxId: replies.nextId(),
        app: "default",
        corpId: CORP_ID,
        sentAt: new Date(replies.clock.now()).toISOString(),
        externalUserId: `wm-${n}`,
        content: { type: "text", text: "慢" },
      });
    }
    const asked = () => assert.equal(replies.llm.state.journal.list().length, 100);
    await eventually(asked, { withinMs: 60_000 });
    model.release();
    await eventually(async () => {
      const rows = await replies.sql`
        select 1 from ai_reply.deliveries d join ai_reply.turns t using (turn_id)
        where d.status = 'sent' and t.status = 'delivered' and d.text = '模拟回答：慢'`;
      assert.equal(rows.length, 100);
    }, { withinMs: 60_000, everyMs: 100 });
  } finally {
    await replies.stop();
  }
});

Deno.test("the same answer to several questions is shown each time, although WeCom hides repeated texts", async () => {
  const replies = await startReplies();
  try {
    replies.llm.state.addScenario(scenarioSchema.parse({ reply: "是的。" }));
    (await replies.openWorker()).start();
    for (const [index, text] of ["有课吗", "有老师吗", "有教室吗"].entries()) {
      await replies.receive(appText(replies, text));
      await eventually(() => assert.equal(shownTo(replies).length, index + 1));
    }
    assert.deepEqual(shownTo(replies), ["是的。", "是的。\u2060", "是的。\u2060\u2060"]);
  } finally {
    await replies.stop();
  }
});

Deno.test("a burst of one customer's messages is answered in order, without a pause between turns", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    const seen: string[] = [];
    // Another process may disturb one burst; a pause in our code would show in every burst.
    for (const person of ["zhangsan", "lisi", "wangwu", "lisi", "zhangsan", "wangwu"]) {
      const gapsMs = await burst(replies, person);
      if (Math.max(...gapsMs) <= 100) return;
      seen.push(gapsMs.join());
    }
    assert.fail(`turns began late, in ms: ${seen.join("; ")}`);
  } finally {
    await replies.stop();
  }
});

/**
 * Sends twenty messages; returns the times between the end of a turn, or the next message after it, and the next turn.
 */
async function burst(replies: Replies, person: string): Promise<readonly number[]> {
  const firstId = replies.nextId();
  const [before, asked] = [
    shownTo(replies, person).length,
    replies.llm.state.journal.list().length,
  ];
  const texts = Array.from({ length: 20 }, (_, index) => `第${index}问`);
  for (const text of texts) {
    await replies.receive(appText(replies, text, person));
    // The first message gets its own turn.
    await eventually(() => assert.ok(replies.llm.state.journal.list().length > asked));
  }
  const turns = await eventually(async () => {
    const rows = await replies.sql<
      { startedAt: Date; endedAt: Date; filedAt: Date; messages: number }[]
    >`
      select t.started_at as "startedAt", t.ended_at as "endedAt", min(m.filed_at) as "filedAt",
        sum(count(*)) over ()::int as messages
      from ai_reply.turns t join ai_reply.messages m using (turn_id)
      where t.status = 'delivered' and t.turn_id > ${firstId}
      group by t.turn_id order by t.number`;
    assert.equal(rows[0]?.messages, 20);
    return rows;
  });
  const shown = shownTo(replies, person).slice(before).join("\n");
  // Repeated answers have an invisible character, else WeCom would hide them.
  const said = shown.replaceAll("模拟回答：", "").replaceAll("\u2060", "");
  assert.equal(said, texts.join("\n"));
  assert.ok(turns.length > 1, "the burst must not fit into one turn");
  return turns.map(({ startedAt, filedAt }, index) => {
    const before = turns[index - 1]?.endedAt ?? filedAt;
    return startedAt.getTime() - Math.max(before.getTime(), filedAt.getTime());
  });
}
