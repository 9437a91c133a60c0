import assert from "node:assert/strict";
import { auditEvent } from "packages/events/audit_event.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createAuditPruner } from "services/auth/audit/audit_pruner.ts";
import { createLogger } from "packages/platform/log.ts";
import { assertProblem } from "tests/support/assert_answer.ts";
import { expectJson } from "tests/support/browser.ts";
import {
  type ConsoleCallers,
  createConsoleCallers,
  postConsoleForm,
  readAllPages,
} from "tests/support/console_callers.ts";
import { seedConversation } from "tests/support/conversation_seed.ts";
import { newId, seedDeadLetter } from "tests/support/inbox_seed.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";

interface Act {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly actorName: string;
  readonly action: string;
  readonly thing: string;
  readonly detail: string | null;
}

const PATH = "/api/v1/audit";
const ZHANGSAN = "ww0123456789abcdef/zhangsan";

let stack: Stack;
let callers: ConsoleCallers;
Deno.test.beforeAll(async () => {
  stack = await startStack({ env: { RATE_LIMIT_FACTOR: "100" } });
  callers = await createConsoleCallers(stack);
});
Deno.test.afterAll(() => stack.stop());

const list = (query: string) => readAllPages<Act>(callers.operator, `${PATH}?limit=2&${query}`);
const about = (thing: string, count: number) =>
  eventually(async () => {
    const acts = await list(`thing=${encodeURIComponent(thing)}`);
    assert.equal(acts.length, count);
    return acts.map(({ actor, actorName, action, detail }) => [actor, actorName, action, detail]);
  });
const send = (caller: ConsoleCallers["operator"], method: string, path: string, body?: unknown) =>
  caller.fetch(path, {
    method,
    headers: { origin: stack.publicUrl, "content-type": "application/json" },
    ...body !== undefined && { body: JSON.stringify(body) },
  });
const failedJob = () =>
  seedDeadLetter(stack.sql, {
    queue: "member.changed",
    payload: { corpId: "ww0123456789abcdef", userId: "nemo", change: "updated" },
    error: "Cannot reach WeCom",
    failedAt: new Date(Date.UTC(2026, 0, 1)),
  });

Deno.test("the audit trail is for operators: anonymous 401, staff 403", async () => {
  const { operator, staff, anonymous } = callers;
  await assertProblem(await anonymous.fetch(PATH), 401, "access_token_missing");
  await assertProblem(await staff.fetch(PATH), 403, "access_role_required");
  const answer = await operator.fetch(PATH);
  assert.deepEqual([answer.status, answer.headers.get("cache-control")], [200, "no-store"]);
  await answer.body?.cancel();
  assert.equal((await operator.fetch("/console/audit")).status, 200);
  assert.equal((await staff.fetch("/console/audit")).status, 403);
});

Deno.test("who took over, handed back and retried is in the chat's timeline and in the audit trail", async () => {
  const id = await seedConversation(stack.sql, {
    person: "audited",
    lines: [{ at: new Date(), says: "在吗", turn: { status: "failed" } }],
  });
  const path = `/api/v1/conversations/${id}`;
  const [turn] = (await expectJson<{ turns: { id: string }[] }>(await callers.operator.fetch(path)))
    .turns;
  for (
    const [act, body] of [
      ["hand-over", {}],
      ["resume", { unanswered: "settled" }],
      [`turns/${turn!.id}/retry`, {}],
    ] as const
  ) {
    stack.clock.advance(1_000);
    assert.equal((await callers.operator.postJson(`${path}/${act}`, body)).status, 200, act);
  }
  assert.deepEqual(await about(`conversation/${id}`, 3), [
    [ZHANGSAN, "张三", "conversation.retry", null],
    [ZHANGSAN, "张三", "conversation.hand_back", "settled"],
    [ZHANGSAN, "张三", "conversation.hand_over", null],
  ]);
  const { acts } = await expectJson<{ acts: { id: string; byName: string; action: string }[] }>(
    await callers.operator.fetch(path),
  );
  assert.deepEqual(acts.map(({ byName, action }) => [byName, action]), [
    ["张三", "conversation.hand_over"],
    ["张三", "conversation.hand_back"],
    ["张三", "conversation.retry"],
  ]);
  const recorded = await list(`thing=${id}`);
  assert.deepEqual(recorded.map((act) => act.id), acts.map((act) => act.id).reverse());
  const html = await (await callers.operator.fetch(`/console/conversations/${id}?lang=zh`)).text();
  assert.match(html, /<b title="ww0123456789abcdef\/zhangsan">张三<\/b> 接管了会话/);
});

Deno.test("replaying and deleting a failed job is recorded, by the API and by the page, and the job that fails again shows who ran it", async () => {
  const [replayed, removed, byForm] = [await failedJob(), await failedJob(), await failedJob()];
  const letters = "/api/v1/dead-letters";
  assert.equal((await send(callers.operator, "POST", `${letters}/${replayed}/replay`)).status, 204);
  assert.equal((await send(callers.operator, "DELETE", `${letters}/${removed}`)).status, 204);
  assert.equal((await send(callers.operator, "DELETE", `${letters}/${removed}`)).status, 404);
  const page = "/console/inbox/dead-letters";
  const fields = { id: byForm, action: "remove" };
  await postConsoleForm(callers.operator, stack.publicUrl, page, fields);
  const deleted = [ZHANGSAN, "张三", "dead_letter.delete", "member.changed"];
  assert.deepEqual(await about(`job/${replayed}`, 1), [
    [ZHANGSAN, "张三", "dead_letter.replay", "member.changed"],
  ]);
  assert.deepEqual(await about(`job/${removed}`, 1), [deleted]);
  assert.deepEqual(await about(`job/${byForm}`, 1), [deleted]);

  const [{ id }] = await stack.sql<[{ id: string }]>`
    select job_id as id from callback.job_replays
    where act_id = (select audit_id from auth.audit where thing = ${`job/${replayed}`})`;
  const again = await failedJob();
  await stack.sql`update jobs.dead_letters set id = ${id} where id = ${again}`;
  const { items } = await expectJson<{ items: { id: string; replays: { byName: string }[] }[] }>(
    await callers.operator.fetch(`${letters}?queue=member.changed`),
  );
  assert.deepEqual(items.map((item) => [item.id, item.replays.map(({ byName }) => byName)]), [
    [id, ["张三"]],
  ]);
  const html = await (await callers.operator.fetch(`${page}?lang=zh`)).text();
  assert.match(html, /张三 <time[^>]*>[^<]*<\/time>重新执行过，仍然失败/);
  assert.match(
    html,
    /&quot;sentAt&quot;: &quot;2026-01-01T00:00:00\.000Z&quot;/,
    "the time is shown",
  );
});

Deno.test("simulating a message, tags and notes are recorded without what was written", async () => {
  const { operator, staff } = callers;
  const secret = "明天到家，电话 13800138000";
  const simulated = await operator.postJson("/api/v1/simulate-customer-msg", {
    external_userid: "wm-audited",
    content: secret,
  });
  const { inboxId } = await expectJson<{ inboxId: string }>(simulated);
  assert.deepEqual(await about(`inbox/${inboxId}`, 1), [
    [ZHANGSAN, "张三", "message.simulate", null],
  ]);
  const user = "/api/v1/users/wm-demo-1";
  await send(staff, "PATCH", user, { tags: [secret] });
  const note = await expectJson<{ id: string }>(
    await send(staff, "POST", `${user}/notes`, { text: secret }),
  );
  assert.equal((await send(staff, "DELETE", `${user}/notes/${note.id}`)).status, 204);
  const acts = await about("customer/wm-demo-1", 3);
  assert.deepEqual(acts.map(([actor, , action]) => [actor, action]).reverse(), [
    ["ww0123456789abcdef/lisi", "customer.tags"],
    ["ww0123456789abcdef/lisi", "customer.note_add"],
    ["ww0123456789abcdef/lisi", "customer.note_delete"],
  ]);
  const stored = await stack.sql`select * from auth.audit`;
  const sent = await stack.sql`select payload from public.sent_jobs where queue = 'audit.event'`;
  assert.doesNotMatch(JSON.stringify([stored, sent]), /明天|1380013/);
});

Deno.test("acts are found by person, action, thing and time, each page once, in any spelling of a name", async () => {
  const at = (hour: number) => new Date(Date.UTC(2025, 5, 1, hour)).toISOString();
  const act = (hour: number, more: object) =>
    stack.jobs.send(auditEvent, {
      id: newId(),
      at: at(hour),
      actor: "local/Duty.Officer",
      actorName: "Wang Wei",
      action: "conversation.hand_over",
      thing: "conversation/first",
      ...more,
    });
  await act(1, {});
  await act(2, { actor: "wwother/duty", actorName: "李%四", thing: "conversation/second" });
  await act(3, { action: "a.later.version", thing: "job/first" });
  const found = async (query: string) =>
    (await list(`${query}&from=${at(0)}&to=${at(4)}`)).map(({ at }) => new Date(at).getUTCHours());
  await eventually(async () => assert.deepEqual(await found(""), [3, 2, 1]));
  assert.deepEqual(await found("person=duty"), [3, 2, 1]);
  assert.deepEqual(await found("person=WANG"), [3, 1]);
  assert.deepEqual(await found("person=LOCAL/duty.o"), [3, 1]);
  assert.deepEqual(await found("person=%E6%9D%8E%25"), [2]);
  assert.deepEqual(await found("person=%25"), []);
  assert.deepEqual(await found("action=a.later.version"), [3]);
  assert.deepEqual(await found("thing=conversation"), [2, 1]);
  assert.deepEqual(await found("thing=conversation/first"), [1]);
  assert.deepEqual(await found("thing=first"), [3, 1]);
  assert.deepEqual((await list(`from=${at(2)}&to=${at(3)}`)).map((act) => act.at), [at(2)]);
  for (const query of ["from=yesterday", "to=1", "cursor=x", "person="]) {
    await assertProblem(await callers.operator.fetch(`${PATH}?${query}`), 400, "request_invalid");
  }
  const page = await callers.operator.fetch(
    "/console/audit?lang=zh&person=duty&from=2025-06-01&to=2025-06-01",
  );
  assert.match(await page.text(), /a\.later\.version[^]*接管会话/);
});

Deno.test("an act that arrives twice is recorded once, and acts end with their retention", async () => {
  const event = {
    id: newId(),
    at: "2020-01-01T00:00:00.000Z",
    actor: "local/old",
    actorName: "old",
    action: "conversation.retry",
    thing: "conversation/old",
  };
  await stack.jobs.send(auditEvent, event);
  await stack.jobs.send(auditEvent, { ...event, actorName: "changed" });
  await stack.jobs.send(auditEvent, { ...event, id: newId(), actor: "local/marker" });
  await eventually(async () => assert.equal((await list("person=local/marker")).length, 1));
  await eventually(async () => {
    const jobs = await stack.sql`select 1 from jobs.jobs where queue = 'audit.event'`;
    assert.equal(jobs.length, 0);
  });
  assert.deepEqual((await list("person=local/old")).map(({ actorName }) => actorName), ["old"]);
  const log = createLogger({ level: "info", write: () => {} });
  const days = (stack.clock.now() - Date.parse(event.at)) / 86_400_000;
  const { sql, clock } = stack;
  await createAuditPruner({ sql, retentionDays: days + 1, clock, log }).run();
  assert.equal((await list("person=local/old")).length, 1);
  await createAuditPruner({ sql, retentionDays: days - 1, clock, log }).run();
  assert.equal((await list("person=local/old")).length, 0);
});

/** Routes that change nothing which others rely on, or that are not called by a person who is signed in. */
const NOT_RECORDED = [
  // Answers are suggested, not sent.
  "POST /api/v1/ai-responses",
  // Contacts are read.
  "POST /api/contacts",
];
/** The calls of the bridge: each act of a person is recorded when it is given to the account. */
const BRIDGE_RECORDED = [
  ...["init", "set-callback", "get-qrcode", "check-code", "automatic-login"],
  ...["refresh-run-client", "send-text"],
].map((name) => `POST /api/${name}`).concat(
  [
    ...["start", "stop", "logout", "close", "second-verify", "check", "register-callback"],
    ...["clear-restriction", "unmute", "code", "messages/text"],
  ].map((name) => `POST /api/v1/accounts/{id}/${name}`),
  ["POST /api/v1/accounts", "PATCH /api/v1/accounts/{id}", "DELETE /api/v1/accounts/{id}"],
  ["PUT /api/v1/accounts/settings"],
);
const RECORDED = [
  ...BRIDGE_RECORDED,
  "DELETE /api/v1/dead-letters/{id}",
  "DELETE /api/v1/users/{id}/notes/{noteId}",
  "PATCH /api/v1/users/{id}",
  "POST /api/v1/conversations/{id}/hand-over",
  "POST /api/v1/conversations/{id}/resume",
  "POST /api/v1/conversations/{id}/turns/{turnId}/retry",
  "POST /api/v1/dead-letters/{id}/replay",
  "POST /api/v1/simulate-customer-msg",
  "POST /api/v1/users/{id}/notes",
  "POST /console/accounts",
  "POST /console/accounts/settings",
  "POST /console/accounts/{id}",
  "POST /console/accounts/{id}/send",
  "POST /console/conversations",
  "POST /api/v1/webhooks/test",
  "POST /api/v1/webhooks/{id}/replay",
  "POST /console/inbox/dead-letters",
  "POST /console/webhooks",
];

Deno.test("every route by which a person changes something records it", () => {
  const changing = stack.services.flatMap(({ service }) => service.routes)
    .filter(({ method, access }) => method !== "GET" && access !== "public")
    .map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(changing.sort(), [...RECORDED, ...NOT_RECORDED].sort());
});
