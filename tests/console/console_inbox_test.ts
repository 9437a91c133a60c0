import assert from "node:assert/strict";
import { assertProblem } from "tests/support/assert_answer.ts";
import {
  type ConsoleCallers,
  createConsoleCallers,
  readAllPages,
} from "tests/support/console_callers.ts";
import { seedDeadLetter, seedInbox } from "tests/support/inbox_seed.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes, uuidV7 } from "packages/platform/random.ts";

interface InboxItem {
  readonly id: string;
  readonly app: string;
  readonly kind: string;
  readonly sender: string | null;
  readonly deliveries: number;
  readonly content: Record<string, unknown>;
  readonly receivedAt: string;
}

interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly payload: Record<string, unknown>;
  readonly error: string;
  readonly attempts: number;
}

let stack: Stack;
let callers: ConsoleCallers;
Deno.test.beforeAll(async () => {
  stack = await startStack();
  callers = await createConsoleCallers(stack);
});
Deno.test.afterAll(() => stack.stop());

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

Deno.test("inbox and dead letters are for operators: anonymous 401, staff 403, operator 200", async () => {
  const { operator, staff, anonymous } = callers;
  for (const path of ["/api/v1/inbox", "/api/v1/dead-letters"]) {
    await assertProblem(await anonymous.fetch(path), 401, "access_token_missing");
    await assertProblem(await staff.fetch(path), 403, "access_role_required");
    const answer = await operator.fetch(path);
    assert.deepEqual([answer.status, answer.headers.get("cache-control")], [200, "no-store"]);
    await answer.body?.cancel();
  }
});

Deno.test("the pages of the inbox contain each message exactly once while new ones arrive, also for equal times", async () => {
  const ids: string[] = [];
  for (let index = 0; index < 23; index += 1) {
    // Always three arrive at the same time.
    ids.push(await seedInbox(stack.sql, { app: "paged", receivedAt: at(Math.floor(index / 3)) }));
  }
  let arrived = 100;
  const items = await readAllPages<InboxItem>(
    callers.operator,
    "/api/v1/inbox?app=paged&limit=5",
    async () => {
      await seedInbox(stack.sql, { app: "paged", receivedAt: at(arrived += 1) });
    },
  );
  assert.deepEqual(items.map(({ id }) => id).sort(), ids.sort());
  const times = items.map(({ receivedAt }) => receivedAt);
  assert.deepEqual(times, times.toSorted().reverse(), "the newest first");
});

Deno.test("the inbox can be filtered by app, kind, sender, and all of them", async () => {
  const seeds = [
    { kind: "text", sender: "wangwu" },
    { kind: "image", sender: "wangwu" },
    { kind: "text", sender: "lisi" },
    { kind: "enter_agent", sender: null },
  ];
  for (const seed of seeds) await seedInbox(stack.sql, { ...seed, app: "f", receivedAt: at(1) });
  const count = async (query: string) =>
    (await readAllPages<InboxItem>(callers.operator, `/api/v1/inbox?${query}`)).length;
  assert.equal(await count("app=f"), 4);
  assert.equal(await count("app=f&kind=text"), 2);
  assert.equal(await count("app=f&sender=wangwu"), 2);
  assert.equal(await count("app=f&kind=text&sender=wangwu"), 1);
  assert.equal(await count("app=unknown"), 0);
});

Deno.test("the filter by sender takes the beginning of an id in any case, also page by page", async () => {
  for (const sender of ["WangWu", "wangwu2", "wang%", "xwangwu", null]) {
    await seedInbox(stack.sql, { app: "s", sender, receivedAt: at(1) });
  }
  const senders = async (query: string) =>
    (await readAllPages<InboxItem>(callers.operator, `/api/v1/inbox?app=s&limit=2&${query}`))
      .map(({ sender }) => sender).sort();
  assert.deepEqual(await senders("sender=wangwu"), ["WangWu", "wangwu2"]);
  assert.deepEqual(await senders("sender=WANG"), ["WangWu", "wang%", "wangwu2"]);
  assert.deepEqual(await senders("sender=wang%25"), ["wang%"]);
  assert.deepEqual(await senders("sender=wangwu&kind=image"), []);
});

Deno.test("the inbox page offers the kinds that have arrived as a list, in words", async () => {
  await seedInbox(stack.sql, { app: "k", kind: "enter_agent", receivedAt: at(1) });
  const page = await callers.operator.fetch("/console/inbox?kind=enter_agent&lang=zh");
  const html = await page.text();
  assert.match(html, /<option value="enter_agent" selected="">进入应用<\/option>/);
  const gone = await callers.operator.fetch("/console/inbox?kind=unheard_of&lang=zh");
  assert.match(await gone.text(), /<option value="unheard_of" selected="">unheard_of<\/option>/);
});

Deno.test("a payload shows no phone number, e-mail address or token", async () => {
  await seedInbox(stack.sql, {
    app: "private",
    receivedAt: at(1),
    deliveries: 3,
    content: { kind: "text", content: "call 13800138000 or a@example.com", token: "t0k3n" },
  });
  const response = await callers.operator.fetch("/api/v1/inbox?app=private");
  const text = await response.text();
  assert.doesNotMatch(text, /13800138000|a@example\.com|t0k3n/);
  const { items }: { items: InboxItem[] } = JSON.parse(text);
  assert.deepEqual(items.map(({ deliveries, kind }) => [deliveries, kind]), [[3, "text"]]);
});

Deno.test("an invalid cursor or a limit out of range is refused, and the error names the field", async () => {
  for (const path of ["/api/v1/inbox", "/api/v1/dead-letters"]) {
    for (const query of ["cursor=x", "cursor=MTIz", "limit=0", "limit=201", "limit=x"]) {
      const answer = await callers.operator.fetch(`${path}?${query}`);
      const { fields } = await assertProblem(answer, 400, "request_invalid");
      assert.deepEqual(fields?.map(({ name }) => name), [query.split("=")[0]], query);
    }
  }
});

Deno.test("dead letters are listed with queue, error and attempts, filtered by queue, and paged", async () => {
  for (let index = 0; index < 5; index += 1) {
    await seedDeadLetter(stack.sql, {
      queue: index % 2 === 0 ? "member.changed" : "callback.message",
      payload: { mobile: "13800138000", userId: `u${index}` },
      error: "Cannot reach 13800138000",
      failedAt: at(index),
    });
  }
  const all = await readAllPages<DeadLetter>(callers.operator, "/api/v1/dead-letters?limit=2");
  assert.deepEqual(all.map(({ payload }) => payload["userId"]), ["u4", "u3", "u2", "u1", "u0"]);
  assert.deepEqual([all[0]!.attempts, all[0]!.queue], [11, "member.changed"]);
  assert.doesNotMatch(JSON.stringify(all), /13800138000/);
  const path = "/api/v1/dead-letters?queue=callback.message";
  const some = await readAllPages<DeadLetter>(callers.operator, path);
  assert.deepEqual(some.map(({ payload }) => payload["userId"]), ["u3", "u1"]);
});

Deno.test("only an operator can replay or remove a dead letter, and only once", async () => {
  const { operator, staff, anonymous } = callers;
  const seed = () =>
    seedDeadLetter(stack.sql, {
      queue: "member.changed",
      payload: { corpId: "ww0123456789abcdef", userId: "unknown-member", change: "updated" },
      error: "Cannot reach WeCom",
      failedAt: at(9),
    });
  const [replayed, removed] = [await seed(), await seed()];
  const replay = (caller: typeof operator, id: string) =>
    caller.postJson(`/api/v1/dead-letters/${id}/replay`, {});
  const remove = (caller: typeof operator, id: string) =>
    caller.fetch(`/api/v1/dead-letters/${id}`, {
      method: "DELETE",
      headers: { origin: stack.publicUrl },
    });
  for (const act of [replay, remove]) {
    await assertProblem(await act(anonymous, replayed), 401, "access_token_missing");
    await assertProblem(await act(staff, replayed), 403, "access_role_required");
    for (const id of [uuidV7(systemClock, systemRandomBytes), "no-id"]) {
      await assertProblem(await act(operator, id), 404, "dead_letter_not_found");
    }
  }
  assert.equal((await replay(operator, replayed)).status, 204);
  await assertProblem(await replay(operator, replayed), 404, "dead_letter_not_found");
  const jobs = await stack.sql`
    select 1 from public.sent_jobs
    where queue = 'member.changed' and payload->>'userId' = 'unknown-member'`;
  assert.equal(jobs.length, 1, "it is a job again");
  assert.equal((await remove(operator, removed)).status, 204);
  await assertProblem(await remove(operator, removed), 404, "dead_letter_not_found");
});
