import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { WEBHOOK_EVENTS, type WebhookEventType } from "packages/webhooks/webhook_events.ts";
import { appMessage, appText } from "services/ai-reply/testing/sample_messages.ts";
import { type Replies, startReplies } from "services/ai-reply/testing/start_replies.ts";

const WEBHOOK_URL = "http://127.0.0.1:9/";
const OPERATOR = { subject: "ww0123456789abcdef/zhangsan", name: "张三" };

interface Sent {
  readonly id: string;
  readonly type: WebhookEventType;
  readonly data: Record<string, unknown>;
}

/** The events so far: no process delivers them. */
async function readEvents({ sql }: Pick<Replies, "sql">): Promise<Sent[]> {
  const rows = await sql<{ payload: Sent }[]>`
    select payload from jobs.jobs where queue = 'webhook.deliver' order by sent_at, id`;
  return rows.map(({ payload }) => payload);
}

/** Runs `work` with one process, then checks every event against its schema. */
async function withWebhooks(
  env: Record<string, string>,
  work: (replies: Replies, worker: Awaited<ReturnType<Replies["openWorker"]>>) => Promise<void>,
  hasModel = true,
) {
  const replies = await startReplies({ env, hasModel });
  try {
    const worker = await replies.openWorker();
    worker.start();
    await work(replies, worker);
    for (const { type, data } of await readEvents(replies)) {
      WEBHOOK_EVENTS[type].schema.strict().parse(data);
    }
  } finally {
    await replies.stop();
  }
}

const typesOf = async (replies: Replies) => (await readEvents(replies)).map(({ type }) => type);

Deno.test("a message and its answer are one event each, with the ids of message and turn, however often the job comes", async () => {
  await withWebhooks({ WEBHOOK_URL }, async (replies) => {
    const message = appText(replies, "在吗");
    await replies.receive(message);
    await eventually(async () =>
      assert.deepEqual(await typesOf(replies), ["message.received", "reply.delivered"])
    );
    await replies.receive(message);
    await eventually(async () => {
      const open = await replies.sql`select 1 from jobs.jobs where queue = 'callback.message'`;
      assert.equal(open.length, 0);
    });
    const [received, delivered, ...others] = await readEvents(replies);
    assert.deepEqual(others, []);
    const { conversationId, ...data } = received!.data;
    assert.deepEqual(data, {
      channel: "app",
      app: "default",
      corpId: message.corpId,
      person: "zhangsan",
      messageId: message.inboxId,
      kind: "text",
      text: "在吗",
      sentAt: new Date(message.sentAt).toISOString(),
    });
    assert.equal(received!.id, message.inboxId);
    assert.equal(delivered!.data["conversationId"], conversationId);
    assert.equal(delivered!.data["text"], "模拟回答：在吗");
    assert.equal(delivered!.id, delivered!.data["turnId"]);
  });
});

Deno.test("a message that is no text has its kind", async () => {
  await withWebhooks({ WEBHOOK_URL }, async (replies) => {
    await replies.receive(appMessage(replies, { type: "other", name: "miniprogram" }));
    await replies.receive(
      appMessage(replies, {
        type: "link",
        title: "课表",
        description: "",
        url: "https://example.com/",
      }),
    );
    await eventually(async () => {
      const received = (await readEvents(replies)).filter(({ type }) =>
        type === "message.received"
      );
      assert.deepEqual(received.map(({ data }) => [data["kind"], data["text"]]), [
        ["miniprogram", undefined],
        ["link", "课表\nhttps://example.com/"],
      ]);
    });
  });
});

Deno.test("a hand-over is one event, also when an operator takes over again", async () => {
  await withWebhooks({ WEBHOOK_URL }, async (replies, { control }) => {
    await replies.receive(appText(replies, "转人工"));
    await eventually(async () => {
      const handed = (await readEvents(replies))
        .filter(({ type }) => type === "conversation.handed_over");
      assert.deepEqual(handed.map(({ data }) => data["reason"]), ["keyword"]);
    });
    const [{ id }] = await replies.sql<[{ id: string }]>`
      select conversation_id as id from ai_reply.conversations`;
    await control.toStaff(id, OPERATOR);
    await control.toBot(id, OPERATOR, "settled");
    await control.toStaff(id, OPERATOR);
    const handed = (await readEvents(replies))
      .filter(({ type }) => type === "conversation.handed_over");
    assert.deepEqual(handed.map(({ data }) => data["reason"]), ["keyword", "console"]);
  });
});

Deno.test("a question that no model can answer is handed over, and no delivered reply is reported", async () => {
  await withWebhooks({ WEBHOOK_URL }, async (replies) => {
    await replies.receive(appText(replies, "在吗"));
    await eventually(async () =>
      assert.ok((await typesOf(replies)).includes("conversation.handed_over"))
    );
  }, false);
});

Deno.test("without WEBHOOK_URL there is no event", async () => {
  await withWebhooks({}, async (replies) => {
    await replies.receive(appText(replies, "在吗"));
    await eventually(async () => {
      const turns = await replies.sql`select status from ai_reply.turns`;
      assert.deepEqual(turns.map(({ status }) => status), ["delivered"]);
    });
    assert.deepEqual(await readEvents(replies), []);
  });
});
