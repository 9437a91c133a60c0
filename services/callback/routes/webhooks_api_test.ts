import assert from "node:assert/strict";
import type { DeliveryState } from "services/callback/webhooks/read_deliveries.ts";
import { problemCode } from "services/callback/testing/problem_code.ts";
import { serveCallback, type ServedCallback } from "services/callback/testing/serve_callback.ts";
import { seedWebhook } from "services/callback/webhooks/testing/seed_webhook.ts";
import { TEST_SECRET } from "services/callback/webhooks/testing/test_receiver.ts";

const PATH = "/api/v1/webhooks";
const PAGE = "/console/webhooks";
const ADDRESS = "https://crm.example.com/events";

let served: ServedCallback;
let operator: Record<string, string>;
Deno.test.beforeAll(async () => {
  served = await serveCallback({
    env: { WEBHOOK_URL: `${ADDRESS}?key=a-key-of-the-receiver`, WEBHOOK_SECRET: TEST_SECRET },
  });
  operator = await served.signedIn("operator");
});
Deno.test.afterAll(() => served.stop());
Deno.test.beforeEach(async () => void await served.sql`delete from callback.webhook_deliveries`);

const ask = (path: string, init: RequestInit = {}) =>
  served.ask(path, { ...init, headers: { ...operator, ...init.headers } });
const list = async (query = "") => await (await ask(`${PATH}${query}`)).json();
const seed = (state: DeliveryState, type: string, ageMs = 0) =>
  seedWebhook(served.sql, { state, type, at: new Date(served.clock.now() - ageMs) });

Deno.test("the list has the latest first, by cursor, each event once", async () => {
  const ids = [];
  for (const age of [5, 4, 3, 2, 1]) ids.unshift(await seed("delivered", "webhook.test", age));
  const seen: string[] = [];
  for (let query = "?limit=2"; query !== "";) {
    const { items, nextCursor } = await list(query);
    seen.push(...items.map(({ id }: { id: string }) => id));
    query = nextCursor === null ? "" : `?limit=2&cursor=${nextCursor}`;
  }
  assert.deepEqual(seen, ids);
});

Deno.test("the list can be filtered by state and type", async () => {
  const failed = await seed("failed", "message.received");
  await seed("delivered", "message.received");
  await seed("failed", "reply.delivered");
  const found = await list("?state=failed&type=message.received");
  assert.deepEqual(found.items.map(({ id }: { id: string }) => id), [failed]);
  assert.equal((await list("?state=failed")).items.length, 2);
  assert.equal((await list("?type=a.later.version")).items.length, 0);
  assert.equal((await ask(`${PATH}?state=lost`)).status, 400);
  assert.equal((await ask(`${PATH}?cursor=wrong`)).status, 400);
});

Deno.test("one event has its attempts, and its data without phone numbers", async () => {
  const id = await seed("failed", "message.received");
  const event = await (await ask(`${PATH}/${id}`)).json();
  assert.equal(event.data.text, "请回电 138****8000");
  assert.deepEqual(
    event.lastAttempts.map(({ number, status }: Record<string, unknown>) => [number, status]),
    [
      [2, null],
      [1, 500],
    ],
  );
  assert.match(event.lastError, /Cannot reach the receiver/);
});

Deno.test("an unknown event is 404, for reading and for sending again, in every form of its id", async () => {
  for (const id of ["0193a5d0-7c1e-7a44-8b1f-5f0e6f1d2c3b", "no-uuid", "test"]) {
    assert.equal(await problemCode(await ask(`${PATH}/${id}`)), "404 webhook_not_found");
    const replay = await ask(`${PATH}/${id}/replay`, { method: "POST" });
    assert.equal(await problemCode(replay), "404 webhook_not_found");
    assert.equal((await ask(`${PAGE}/${id}`)).status, 404);
  }
});

Deno.test("sending again makes an event wait, wakes its delivery and is in the audit trail", async () => {
  for (const state of ["failed", "delivered", "gone", "waiting"] as const) {
    const id = await seed(state, "reply.delivered");
    assert.equal((await ask(`${PATH}/${id}/replay`, { method: "POST" })).status, 204);
    assert.equal((await (await ask(`${PATH}/${id}`)).json()).state, "waiting");
    const jobs = await served.sql`
      select 1 from public.sent_jobs
      where queue = 'webhook.attempt' and payload ->> 'deliveryId' = ${id}`;
    assert.equal(jobs.length, 1);
    const [act] = await served.sql`
      select payload -> 'action' as action, payload -> 'detail' as detail from public.sent_jobs
      where queue = 'audit.event' and payload ->> 'thing' = ${`webhook/${id}`}`;
    assert.deepEqual({ ...act }, { action: "webhook.replay", detail: "reply.delivered" });
  }
});

Deno.test("a test event is sent and is in the audit trail, by the API and by the page", async () => {
  const answer = await ask(`${PATH}/test`, { method: "POST" });
  assert.equal(answer.status, 202);
  const { id } = await answer.json();
  const job = await served.findJob(id);
  assert.equal(job?.queue, "webhook.deliver");
  const form = await ask(PAGE, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "action=test",
  });
  assert.equal(form.status, 303);
  const [, byForm] = /^\/console\/webhooks\/([\w-]+)\?done=test$/.exec(
    form.headers.get("location")!,
  )!;
  assert.equal((await served.findJob(byForm!))?.queue, "webhook.deliver");
  const acts = await served.sql`
    select 1 from public.sent_jobs
    where queue = 'audit.event' and payload ->> 'action' = 'webhook.test'`;
  assert.equal(acts.length, 2);
});

Deno.test("the page shows the receiver without the query, and no key", async () => {
  await seed("waiting", "message.received");
  const html = await (await ask(`${PAGE}?lang=zh`)).text();
  assert.ok(html.includes(ADDRESS));
  assert.doesNotMatch(html, /a-key-of-the-receiver|whsec_/);
});

Deno.test("without WEBHOOK_URL the page says how to configure it, and nothing can be sent", async () => {
  const unset = await serveCallback();
  try {
    const headers = await unset.signedIn("operator");
    const html = await (await unset.ask(`${PAGE}?lang=en`, { headers })).text();
    assert.match(html, /Webhooks are off[^]*WEBHOOK_URL/);
    const sent = await unset.ask(`${PATH}/test`, { method: "POST", headers });
    assert.equal(await problemCode(sent), "409 webhook_not_configured");
    const id = await seedWebhook(unset.sql, {
      state: "failed",
      type: "webhook.test",
      at: new Date(),
    });
    const again = await unset.ask(`${PATH}/${id}/replay`, { method: "POST", headers });
    assert.equal(await problemCode(again), "409 webhook_not_configured");
    assert.match(await (await unset.ask(PAGE, { headers })).text(), /没有配置 WEBHOOK_URL/);
  } finally {
    await unset.stop();
  }
});

Deno.test("only operators may list, read and send", async () => {
  const staff = await served.signedIn("staff");
  const routes = [["GET", PATH], ["GET", `${PATH}/1`], ["POST", `${PATH}/1/replay`], [
    "POST",
    `${PATH}/test`,
  ]];
  for (const [method, path] of routes) {
    const answers = [
      await served.ask(path!, { method: method! }),
      await served.ask(path!, { method: method!, headers: staff }),
    ];
    const codes = await Promise.all(answers.map(problemCode));
    assert.deepEqual(codes, ["401 access_token_missing", "403 access_role_required"], path);
  }
});
