import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { webhookDeliver } from "packages/webhooks/webhook_deliver.ts";
import { recordDelivery, replayDelivery } from "services/callback/webhooks/delivery_store.ts";
import { type DeliveryDetail, readDelivery } from "services/callback/webhooks/read_deliveries.ts";
import { startWebhooks } from "services/callback/webhooks/testing/start_webhooks.ts";

const DAY_MS = 24 * 3_600_000;

const served = await startWebhooks();
Deno.test.afterAll(() => served.stop());
Deno.test.beforeEach(() => {
  served.target.answer = () => new Response(null, { status: 204 });
});

const { target, sql, jobs, clock, emit } = served;
const receivedOf = (id: string) => target.received.filter((webhook) => webhook.id === id);

/** Waits until the delivery is as `check` wants it. */
function delivered(id: string, check: (item: DeliveryDetail) => void): Promise<void> {
  return eventually(async () => {
    const item = await readDelivery(sql, id);
    assert.ok(item);
    check(item);
  });
}

Deno.test("an event arrives once, signed, with its id in the header and the body", async () => {
  const id = await emit("张三");
  await delivered(id, ({ state }) => assert.equal(state, "delivered"));
  const [webhook, ...others] = receivedOf(id);
  assert.deepEqual(others, []);
  const { timestamp, ...body } = webhook!.body as unknown as Record<string, unknown>;
  assert.deepEqual(body, { id, type: "webhook.test", data: { sentBy: "张三" } });
  assert.equal(timestamp, new Date(clock.now()).toISOString());
  assert.equal(webhook!.headers.get("content-type"), "application/json");
  await delivered(id, ({ attempts, lastStatus, lastError }) => {
    assert.deepEqual([attempts, lastStatus, lastError], [1, 204, null]);
  });
});

Deno.test("after a refusal the same event comes again, with the same id and a new signature", async () => {
  target.answer = ({ id }) =>
    receivedOf(id).length < 3
      ? new Response("  out of\norder, call 13800138000 ", { status: 500 })
      : new Response("ok");
  const id = await emit();
  await delivered(id, ({ state }) => assert.equal(state, "delivered"));
  assert.equal(receivedOf(id).length, 3);
  await delivered(
    id,
    ({ lastAttempts }) =>
      assert.deepEqual(lastAttempts.map(({ number, status, error }) => [number, status, error]), [
        [3, 200, null],
        [2, 500, "The receiver answered 500: out of order, call 138****8000"],
        [1, 500, "The receiver answered 500: out of order, call 138****8000"],
      ]),
  );
});

Deno.test("a redirect is not followed", async () => {
  const elsewhere = `http://127.0.0.1:${new URL(target.url).port}/elsewhere`;
  target.answer = ({ id }) =>
    receivedOf(id).length < 2 ? Response.redirect(elsewhere, 307) : new Response();
  const id = await emit();
  await delivered(id, ({ attempts, lastError }) => {
    assert.equal(attempts, 1);
    assert.match(lastError!, /answered 307: redirects are not followed/);
  });
  await delivered(id, ({ state }) => assert.equal(state, "delivered"));
  assert.equal(receivedOf(id).length, 2);
});

Deno.test("why a receiver cannot be reached is recorded, without its address", async () => {
  const nowhere = await startWebhooks("http://127.0.0.1:19999/in?key=hidden");
  try {
    const id = await nowhere.emit();
    await eventually(async () => {
      const item = await readDelivery(nowhere.sql, id);
      assert.match(item?.lastError ?? "", /^Cannot reach the receiver: .*Connection refused/);
      assert.equal(item!.lastStatus, null);
      assert.doesNotMatch(JSON.stringify([item, nowhere.log]), /hidden|19999/);
    });
  } finally {
    await nowhere.stop();
  }
});

Deno.test("after 410 an event is not tried again, until a person sends it again", async () => {
  target.answer = () => new Response(null, { status: 410 });
  const id = await emit();
  await delivered(id, ({ state, nextAttemptAt }) => {
    assert.deepEqual([state, nextAttemptAt], ["gone", null]);
  });
  const [waiting] =
    await sql`select from jobs.jobs where queue = 'webhook.attempt' and key = ${id}`;
  assert.equal(waiting, undefined);
  target.answer = () => new Response();
  assert.equal(
    await sql.begin((tx) => replayDelivery({ jobs }, tx, id, clock.now())),
    "webhook.test",
  );
  await delivered(id, ({ state }) => assert.equal(state, "delivered"));
});

Deno.test("an event that was refused for a day has failed; sent again, it has another day", async () => {
  target.answer = () => new Response(null, { status: 503 });
  const id = await emit();
  await delivered(id, ({ attempts }) => assert.equal(attempts, 1));
  clock.advance(DAY_MS);
  await delivered(id, ({ state, attempts, nextAttemptAt }) => {
    assert.deepEqual([state, attempts, nextAttemptAt], ["failed", 2, null]);
  });
  assert.ok(
    served.log.some(({ event, id: logged }) => event === "webhook_not_delivered" && logged === id),
  );
  await sql.begin((tx) => replayDelivery({ jobs }, tx, id, clock.now()));
  await delivered(id, ({ state, attempts }) => assert.deepEqual([state, attempts], ["waiting", 3]));
  target.answer = () => new Response();
  await delivered(id, ({ state }) => assert.equal(state, "delivered"));
});

Deno.test("a delivered event can be sent again, with the same id", async () => {
  const id = await emit();
  await delivered(id, ({ state }) => assert.equal(state, "delivered"));
  await sql.begin((tx) => replayDelivery({ jobs }, tx, id, clock.now()));
  await delivered(
    id,
    ({ state, attempts }) => assert.deepEqual([state, attempts], ["delivered", 2]),
  );
  assert.equal(receivedOf(id).length, 2);
});

Deno.test("an event that was recorded when its process was killed is delivered by the job that comes again", async () => {
  const timestamp = "2026-11-30T08:15:00.000Z";
  const message = { id: served.nextId(), type: "webhook.test", timestamp, data: {} };
  const recording = { now: clock.now(), isLater: false };
  assert.equal(await recordDelivery({ sql, jobs }, message, recording), true);
  await jobs.send(webhookDeliver, message);
  await delivered(message.id, ({ state }) => assert.equal(state, "delivered"));
  assert.equal(receivedOf(message.id).length, 1);
});

Deno.test("an event of a later version is delivered as it is, and a job that comes twice is recorded once", async () => {
  const id = served.nextId();
  const timestamp = "2026-11-30T08:15:00.000Z";
  const message = { id, type: "order.paid", timestamp, data: { total: 1 } };
  // As `emit` sends it: the job has the id of the event.
  await jobs.send(webhookDeliver, message, { id });
  await jobs.send(webhookDeliver, message, { id });
  await delivered(id, ({ state }) => assert.equal(state, "delivered"));
  await jobs.send(webhookDeliver, message, { id });
  await delivered(id, ({ state }) => assert.equal(state, "delivered"));
  await eventually(async () => {
    assert.equal((await sql`select from jobs.jobs where queue like 'webhook.%'`).length, 0);
  });
  assert.deepEqual(receivedOf(id).map(({ body }) => body), [message]);
});

Deno.test("while the receiver is down nothing is lost, and all events arrive soon after it is back", async () => {
  let attempts = 0;
  target.answer = () => {
    attempts += 1;
    return new Response(null, { status: 502 });
  };
  const ids = await Promise.all(Array.from({ length: 60 }, () => emit("flood")));
  await eventually(() => assert.ok(attempts >= 10));
  clock.advance(300_000);
  // What is tried now waits for minutes, unless the return is noticed.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  // At most the first 20 were under way when the receiver was found down, then one each second.
  assert.ok(attempts <= 25, `${attempts} attempts in two seconds`);
  target.answer = () => new Response();
  await eventually(async () => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int from callback.webhook_deliveries
      where delivery_id = any(${ids}) and state = 'delivered'`;
    assert.equal(row!.count, ids.length);
  });
  const events = served.log.map(({ event }) => event).filter((event) =>
    String(event).startsWith("webhook_receiver")
  );
  assert.deepEqual(events.slice(-2), ["webhook_receiver_down", "webhook_receiver_back"]);
});
