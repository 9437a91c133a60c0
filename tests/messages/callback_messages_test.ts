import assert from "node:assert/strict";
import { controlSimulator, push } from "tests/support/control_simulator.ts";
import { postCallback, textMessage } from "tests/support/sealed_callback.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { eventually } from "packages/testkit/eventually.ts";

const CORP = "ww0123456789abcdef";
const BOT = { botId: "aib-demo-1", fromUser: "zhangsan" };

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack();
});
Deno.test.afterAll(() => stack.stop());

/** The inbox rows that `run` adds, each with the payload of its job. */
async function arrivals(run: () => Promise<unknown>) {
  const [{ before }] = await stack.sql<[{ before: string[] }]>`
    select coalesce(array_agg(inbox_id::text), '{}') as before from callback.inbox`;
  await run();
  return await stack.sql<Arrival[]>`
    select inbox.*, job.queue, job.payload
    from callback.inbox left join public.sent_jobs as job on job.id = inbox_id
    where inbox_id::text <> all (${before}) order by inbox_id`;
}

interface Arrival {
  readonly inbox_id: string;
  readonly app: string;
  readonly source: string;
  readonly kind: string;
  readonly sender: string | null;
  readonly deliveries: number;
  readonly content: Record<string, unknown>;
  readonly queue: string | null;
  readonly payload: Record<string, unknown> | null;
}

const send = (message: object, to: object = { fromUser: "zhangsan" }) =>
  push(stack.simulator, { ...to, message });

async function arrival(message: object, to?: object): Promise<Arrival> {
  const rows = await arrivals(async () => {
    const deliveries = await send(message, to);
    assert.ok(deliveries.every(({ state }) => state === "accepted"), JSON.stringify(deliveries));
  });
  assert.equal(rows.length, 1);
  return rows[0]!;
}

Deno.test("a member's message to the app is stored in the inbox and becomes a job with all data that an answer needs", async () => {
  const text = await arrival({ kind: "text", content: "你好 \u{1F600}" });
  assert.deepEqual([text.app, text.source, text.kind, text.sender], [
    "default",
    "app",
    "text",
    "zhangsan",
  ]);
  assert.equal(text.queue, "callback.message");
  assert.deepEqual(text.payload, {
    kind: "app_message",
    inboxId: text.inbox_id,
    app: "default",
    corpId: CORP,
    sentAt: "2026-01-01T00:00:00.000Z",
    agentId: "1000002",
    userId: "zhangsan",
    content: { type: "text", text: "你好 \u{1F600}" },
  });
  const contents: [object, object][] = [
    [{ kind: "image", mediaId: "m1" }, { type: "image", mediaId: "m1" }],
    [{ kind: "voice", mediaId: "m2" }, { type: "voice", mediaId: "m2" }],
    [{ kind: "video", mediaId: "m3" }, { type: "video", mediaId: "m3" }],
    [{ kind: "location", latitude: 23.5, longitude: 113.5, label: "广州" }, {
      type: "location",
      latitude: 23.5,
      longitude: 113.5,
      label: "广州",
    }],
    [{ kind: "link", title: "t", description: "d", url: "https://www.example.com/" }, {
      type: "link",
      title: "t",
      description: "d",
      url: "https://www.example.com/",
    }],
    [{ kind: "other", msgtype: "file", fields: { MediaId: "m4" } }, {
      type: "file",
      mediaId: "m4",
    }],
    [{ kind: "other", msgtype: "hologram" }, { type: "other", name: "hologram" }],
  ];
  for (const [message, content] of contents) {
    assert.deepEqual((await arrival(message)).payload?.["content"], content);
  }
});

Deno.test("a notification of 微信客服 becomes a job with the sync token, and the inbox does not store the token", async () => {
  const notification = await arrival({ kind: "text", content: "在吗" }, {
    openKfid: "wk-demo-1",
    fromUser: "wm-demo-1",
  });
  assert.deepEqual([notification.kind, notification.sender, notification.queue], [
    "kf_msg_or_event",
    null,
    "callback.message",
  ]);
  const { kind, openKfId, syncToken, app } = notification.payload!;
  assert.deepEqual([kind, openKfId, app], ["kf_news", "wk-demo-1", "default"]);
  assert.equal(typeof syncToken, "string");
  assert.doesNotMatch(JSON.stringify(notification.content), new RegExp(String(syncToken)));
});

Deno.test("a member who leaves, is disabled or is renamed becomes a job for auth; contact data is not stored", async () => {
  const change = (fields: object) =>
    arrival({ kind: "event", event: "change_contact", fields }, {});
  const person = { UserID: "lisi", Mobile: "13800000002", Email: "lisi@example.com" };
  const cases: [fields: object, changed: string | undefined][] = [
    [{ ChangeType: "delete_user", ...person }, "left"],
    [{ ChangeType: "update_user", ...person, Status: "5" }, "left"],
    [{ ChangeType: "update_user", ...person, Status: "2" }, "disabled"],
    [{ ChangeType: "update_user", ...person, NewUserID: "lisi2" }, "left"],
    [{ ChangeType: "update_user", ...person, Department: "3" }, "updated"],
    [{ ChangeType: "create_user", ...person }, undefined],
    [{ ChangeType: "create_party", Id: "9", Name: "新部门" }, undefined],
  ];
  for (const [fields, changed] of cases) {
    const { queue, payload, content } = await change(fields);
    assert.equal(queue, changed === undefined ? null : "member.changed");
    const expected = { corpId: CORP, userId: "lisi", change: changed };
    assert.deepEqual(payload, changed === undefined ? null : expected);
    assert.doesNotMatch(JSON.stringify(content), /1380000|@example\.com/);
  }
});

Deno.test("other events are stored in the inbox and create no job", async () => {
  for (const event of ["subscribe", "LOCATION", "change_external_contact", "unknown_event"]) {
    const { kind, queue } = await arrival({ kind: "event", event });
    assert.deepEqual([kind, queue], [event, null]);
  }
});

Deno.test("an AI bot creates one stream for a message that is delivered three times, and shows the answer that is stored in Redis", async () => {
  const rows = await arrivals(async () => {
    await controlSimulator(stack.simulator, "push", {
      ...BOT,
      message: { kind: "text", content: "今天几号？" },
      duplicates: 2,
    });
    await eventually(async () => {
      const [row] = await stack.sql`select deliveries from callback.inbox where source = 'bot'`;
      assert.equal(row?.["deliveries"], 3);
    });
  });
  assert.equal(rows.length, 1);
  const { payload, app } = rows[0]!;
  assert.equal(app, "bot");
  const { streamId, kind, botId, userId, content } = payload!;
  assert.deepEqual([kind, botId, userId], ["bot_message", "aib-demo-1", "zhangsan"]);
  assert.deepEqual(content, { type: "text", text: "今天几号？" });
  const key = `ai_reply:stream:${streamId}`;
  const present = await stack.redis.get(key);
  const answer = JSON.stringify({ text: "一月一日。", finish: true });
  assert.ok(await stack.redis.compareAndSet(key, present?.version ?? 0, answer, 600_000));
  await eventually(async () => {
    const { messages } = await controlSimulator<{ messages: { text: string }[] }>(
      stack.simulator,
      "sent?channel=bot/aib-demo-1&person=zhangsan",
    );
    assert.match(JSON.stringify(messages), /一月一日。/);
  });
});

Deno.test("a bot's stream refresh is answered and never stored, also for an unknown stream", async () => {
  const refresh = {
    msgid: "refresh-1",
    aibotid: "aib-demo-1",
    chattype: "single",
    from: { userid: "zhangsan" },
    msgtype: "stream",
    stream: { id: "unknown-stream" },
  };
  const rows = await arrivals(async () => {
    const answer = await postCallback(stack, JSON.stringify(refresh), {
      path: "/api/v1/wecom/callback/bot",
      receiveId: "",
    });
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /"encrypt"/);
  });
  assert.equal(rows.length, 0);
});

Deno.test("an AI bot greets a person who enters the chat, and accepts feedback without a reply", async () => {
  const [entered] = await send({ kind: "event", event: "enter_chat" }, BOT);
  assert.deepEqual(entered!.reply, { msgtype: "text" });
  const [feedback] = await send({
    kind: "event",
    event: "feedback_event",
    fields: { id: "f1", type: 1 },
  }, BOT);
  assert.deepEqual([feedback!.state, feedback!.reply], ["accepted", undefined]);
});

Deno.test("a message that WeCom delivers three times is one row and one job, also while the first delivery is being written", async () => {
  const rows = await arrivals(() =>
    push(stack.simulator, {
      fromUser: "lisi",
      message: { kind: "text", content: "只答一次" },
      duplicates: 2,
    })
  );
  assert.deepEqual(rows.map(({ deliveries }) => deliveries), [3]);
  const [{ jobs }] = await stack.sql<[{ jobs: number }]>`
    select count(*)::int as jobs from public.sent_jobs
    where queue = 'callback.message' and payload ->> 'userId' = 'lisi'`;
  assert.equal(jobs, 1);
});

Deno.test("the same MsgId from two people, and two events in one second, are stored as two rows", async () => {
  const one = { MsgId: "4711" };
  const rows = await arrivals(async () => {
    const messages = [
      textMessage(one),
      textMessage({ ...one, FromUserName: "lisi" }),
      textMessage({ MsgType: "event", Event: "click", EventKey: "a", MsgId: "" }),
      textMessage({ MsgType: "event", Event: "click", EventKey: "b", MsgId: "" }),
      textMessage({ MsgType: "event", Event: "click", EventKey: "b", MsgId: "" }),
    ];
    for (const message of messages) assert.equal((await postCallback(stack, message)).status, 200);
  });
  assert.deepEqual(rows.map(({ deliveries }) => deliveries), [1, 1, 1, 2]);
});

Deno.test("a callback counts as received only when it is stored with its job: after a failed write the next delivery is stored", async () => {
  const message = textMessage();
  await stack.sql`alter table jobs.jobs add constraint no_jobs check (false) not valid`;
  const [row] = await arrivals(async () => {
    const lost = postCallback(stack, message);
    await eventually(() =>
      assert.ok(stack.log.some(({ event }) => event === "callback_not_stored"))
    );
    await stack.sql`alter table jobs.jobs drop constraint no_jobs`;
    assert.equal((await lost).status, 503);
    assert.equal((await postCallback(stack, message)).status, 200);
  });
  assert.deepEqual([row!.deliveries, row!.queue], [1, "callback.message"]);
});

Deno.test("messages to two apps of one corp are kept apart, also when both apps use one callback address", async () => {
  const apps = [{ name: "sales", corpId: CORP, agentId: "1000003", secret: "secret-of-sales" }];
  const two = await startStack({ apps });
  try {
    await push(two.simulator, {
      agentId: 1000003,
      fromUser: "zhangsan",
      message: { kind: "text", content: "给销售" },
    });
    const same = { MsgId: "1", FromUserName: "lisi" };
    for (const AgentID of ["1000002", "1000003"]) {
      const answer = await postCallback(two, textMessage({ ...same, AgentID }));
      assert.equal(answer.status, 200);
    }
    const rows = await two.sql`select app, sender from callback.inbox order by inbox_id`;
    assert.deepEqual(rows.map(({ app, sender }) => `${app} ${sender}`), [
      "sales zhangsan",
      "default lisi",
      "sales lisi",
    ]);
  } finally {
    await two.stop();
  }
});

Deno.test("values that PostgreSQL cannot store are shortened or have characters replaced, and are stored", async () => {
  const strange = textMessage({ MsgType: `t${"x".repeat(300)}`, CreateTime: "999999999999" });
  const bot = {
    msgid: "nul",
    aibotid: "aib-demo-1",
    chattype: "single",
    from: { userid: "zhang\u0000san" },
    msgtype: "text",
    text: { content: "a\u0000b\ud800" },
    "na\u0000me": "\udc00",
  };
  const rows = await arrivals(async () => {
    assert.equal((await postCallback(stack, strange)).status, 200);
    const to = { path: "/api/v1/wecom/callback/bot", receiveId: "" };
    assert.equal((await postCallback(stack, JSON.stringify(bot), to)).status, 200);
  });
  assert.deepEqual(rows.map(({ kind }) => kind.length), [128, 4]);
  assert.deepEqual(rows[1]!.payload!["content"], { type: "text", text: "a\ufffdb\ufffd" });
});
