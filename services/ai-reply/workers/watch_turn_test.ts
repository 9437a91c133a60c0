import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";
import { readConversationItem } from "services/ai-reply/stores/list_conversations.ts";
import { drainByHand, onlyConversation } from "services/ai-reply/testing/drain_by_hand.ts";
import { turns } from "services/ai-reply/testing/read_replies.ts";
import {
  appText,
  CUSTOMER,
  type Replies,
  shownTo,
  startReplies,
} from "services/ai-reply/testing/start_replies.ts";
import { fileMessages } from "services/ai-reply/workers/file_messages.ts";
import { type Scenario, scenarioSchema } from "simulators/llm/state/scenario.ts";

const { apology, handedOver } = DEFINED_ANSWERS;
const ANSWER = "模拟回答：在吗";

/** Somebody has asked, and the model thinks; how it goes on is the scenario's. */
async function startThinking(
  scenario: Partial<Scenario>,
  options: Parameters<typeof startReplies>[0] = {},
) {
  const replies = await startReplies(options);
  replies.llm.state.addScenario(scenarioSchema.parse({ match: "在吗", count: 1, ...scenario }));
  (await replies.openWorker()).start();
  await replies.receive(appText(replies, "在吗"));
  await eventually(() => assert.equal(asks(replies), 1));
  return replies;
}

const asks = ({ llm }: Pick<Replies, "llm">) => llm.state.journal.list().length;

async function apologies({ sql }: Pick<Replies, "sql">): Promise<string[]> {
  const rows = await sql`select status from ai_reply.deliveries where part = 0`;
  return rows.map(({ status }) => status);
}

Deno.test("B5.3 a customer whose answer takes longer than 20 s is told once, and then gets the answer", async () => {
  const replies = await startThinking({ delayMs: 7_000 });
  try {
    replies.clock.advance(20_000);
    await eventually(async () => assert.deepEqual(await apologies(replies), ["sent"]));
    replies.clock.advance(20_000);
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    assert.deepEqual(shownTo(replies), [apology, ANSWER]);
    assert.equal(asks(replies), 1);
  } finally {
    await replies.stop();
  }
});

Deno.test("B5.3 an answer that is there in time comes without an apology", async () => {
  const replies = await startThinking({ delayMs: 3_000 });
  try {
    replies.clock.advance(8_000);
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    assert.deepEqual(shownTo(replies), [ANSWER]);
  } finally {
    await replies.stop();
  }
});

Deno.test("SLOW_NOTICE_SECONDS=0: a slow model is not excused", async () => {
  const replies = await startThinking({ delayMs: 3_000 }, {
    env: { SLOW_NOTICE_SECONDS: "0" },
  });
  try {
    replies.clock.advance(60_000);
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    assert.deepEqual(shownTo(replies), [ANSWER]);
  } finally {
    await replies.stop();
  }
});

Deno.test("an apology that WeCom refuses does not keep the answer back, and is no trouble of its own", async () => {
  const replies = await startThinking({ delayMs: 7_000 });
  try {
    replies.wecom.state.faults.add({ call: "message/send", count: 1, errcode: 60020 });
    replies.clock.advance(20_000);
    await eventually(async () => assert.deepEqual(await apologies(replies), ["refused"]));
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    assert.deepEqual(shownTo(replies), [ANSWER]);
    const item = await readConversationItem(replies.sql, await onlyConversation(replies));
    assert.equal(item?.trouble, null);
  } finally {
    await replies.stop();
  }
});

Deno.test("an answer that comes while the apology is being sent is shown after it", async () => {
  const replies = await startThinking({ delayMs: 6_000 });
  try {
    replies.wecom.state.faults.add({ call: "message/send", count: 1, delayMs: 6_000 });
    replies.clock.advance(20_000);
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    assert.deepEqual(shownTo(replies), [apology, ANSWER]);
  } finally {
    await replies.stop();
  }
});

Deno.test("an apology whose yes got lost with its process is shown once, and before the answer", async () => {
  const replies = await startReplies();
  try {
    const { engine } = await replies.openWorker();
    const process = new AbortController();
    await fileMessages(engine, { payload: appText(replies, "在吗"), signal: process.signal });
    const id = await onlyConversation(replies);
    replies.llm.state.addScenario(scenarioSchema.parse({ count: 1, neverAnswers: true }));
    replies.wecom.state.faults.add({ call: "message/send", count: 3, cut: true, after: true });
    const dying = drainByHand(engine, id, { signal: process.signal });
    await eventually(() => assert.equal(asks(replies), 1));
    replies.clock.advance(20_000);
    await eventually(() => assert.deepEqual(shownTo(replies), [apology]));
    process.abort();
    await assert.rejects(dying);
    assert.deepEqual(await apologies(replies), ["sending"]);
    replies.llm.state.addScenario(scenarioSchema.parse({ count: 1, delayMs: 3_000 }));
    await drainByHand((await replies.openWorker()).engine, id);
    assert.deepEqual(shownTo(replies), [apology, ANSWER]);
    assert.deepEqual(await apologies(replies), ["sent"]);
  } finally {
    await replies.stop();
  }
});

Deno.test("who asks for a person while the model thinks does not wait for it; the question is left to people", async () => {
  const replies = await startThinking({ neverAnswers: true });
  try {
    replies.clock.advance(5_000);
    await replies.receive(appText(replies, "人工"));
    await eventually(() => assert.deepEqual(shownTo(replies), [handedOver]));
    await eventually(async () => assert.deepEqual(await turns(replies), ["dropped", "delivered"]));
    const item = await readConversationItem(replies.sql, await onlyConversation(replies));
    const [question] = await replies.sql`select min(sent_at) as at from ai_reply.messages`;
    assert.deepEqual([item?.staffAwaitedSince, item?.leftToStaff], [question?.at, 2]);
    const left = await replies.sql`
      select content ->> 'text' as text from ai_reply.messages where left_to_staff_at is not null`;
    assert.deepEqual(left.map(({ text }) => text), ["在吗"]);
    const [row] = await replies.sql`select mode from ai_reply.conversations`;
    assert.equal(row?.mode, "human");
  } finally {
    await replies.stop();
  }
});

Deno.test("an apology that may have arrived is not sent again when people have taken over", async () => {
  const replies = await startReplies();
  try {
    const { engine, takeOver } = await replies.openWorker();
    const process = new AbortController();
    await fileMessages(engine, { payload: appText(replies, "在吗"), signal: process.signal });
    const id = await onlyConversation(replies);
    replies.llm.state.addScenario(scenarioSchema.parse({ neverAnswers: true }));
    replies.wecom.state.faults.add({ call: "message/send", count: 3, cut: true, after: true });
    const dying = drainByHand(engine, id, { signal: process.signal });
    await eventually(() => assert.equal(asks(replies), 1));
    replies.clock.advance(20_000);
    await eventually(() => assert.deepEqual(shownTo(replies), [apology]));
    process.abort();
    await assert.rejects(dying);
    await takeOver.handOver(id, "local/admin");
    assert.deepEqual(await apologies(replies), ["uncertain"]);
    await drainByHand((await replies.openWorker()).engine, id);
    assert.deepEqual(shownTo(replies), [apology]);
  } finally {
    await replies.stop();
  }
});

for (const channel of ["app", "kf"]) {
  Deno.test(`${channel}: who asks for a person while the model is away does not wait for the next attempt`, async () => {
    const replies = await startReplies();
    const write = async (text: string) => {
      if (channel === "app") return await replies.receive(appText(replies, text));
      await replies.inKf({ message: { kind: "text", content: text } });
      await replies.receive(replies.kfNews());
    };
    try {
      replies.llm.state.addScenario(scenarioSchema.parse({ match: "在吗", status: 503 }));
      (await replies.openWorker()).start();
      await write("在吗");
      await eventually(async () => {
        const { count } = await replies.sql`
          update pgboss.job set start_after = now() + interval '1 hour'
          where name = 'conversation.wake' and state = 'retry'`;
        assert.equal(count, 1);
      });
      await write("人工");
      const said = channel === "app" ? handedOver : DEFINED_ANSWERS.queued;
      const person = channel === "app" ? "zhangsan" : CUSTOMER;
      await eventually(() => assert.deepEqual(shownTo(replies, person), [said]));
    } finally {
      await replies.stop();
    }
  });
}

Deno.test("in 微信客服 nothing is said that would take the answer's place among the five messages", async () => {
  const replies = await startReplies();
  try {
    (await replies.openWorker()).start();
    const write = async (text: string) => {
      await replies.inKf({ message: { kind: "text", content: text } });
      await replies.receive(replies.kfNews());
    };
    await write("在吗");
    await eventually(async () => assert.deepEqual(await turns(replies), ["delivered"]));
    replies.llm.state.addScenario(scenarioSchema.parse({ delayMs: 5_000 }));
    await write("多少钱");
    await eventually(() => assert.equal(asks(replies), 2));
    // Four went out since then already.
    await replies.sql`
      insert into ai_reply.deliveries (turn_id, part, text, status, first_tried_at)
      select turn_id, 10 + n, 'x', 'sent', now() + interval '1 hour'
      from ai_reply.turns, generate_series(1, 4) n where number = 1`;
    replies.clock.advance(20_000);
    await eventually(async () =>
      assert.deepEqual(await turns(replies), ["delivered", "delivered"])
    );
    assert.deepEqual(await apologies(replies), []);
    const shown = replies.wecom.state.chats.list({ person: CUSTOMER })
      .filter(({ from, outcome }) => from === "system" && outcome === "shown");
    assert.equal(shown.at(-1)?.text, "模拟回答：多少钱");
  } finally {
    await replies.stop();
  }
});
