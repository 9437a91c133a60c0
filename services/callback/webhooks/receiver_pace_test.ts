import assert from "node:assert/strict";
import { createReceiverPace } from "services/callback/webhooks/receiver_pace.ts";

const HOUR_MS = 3_600_000;
const signal = new AbortController().signal;

Deno.test("five failures in a row mean down, one success means back", () => {
  const pace = createReceiverPace();
  const reports = [false, false, false, false, true, false, false, false, false, false, false, true]
    .map((isDelivered) => pace.report(isDelivered));
  assert.deepEqual(reports.filter((report) => report !== undefined), ["down", "back"]);
  assert.equal(reports[9], "down");
});

Deno.test("while the receiver is down, attempts start one after the other; all start when it is back", async () => {
  const pace = createReceiverPace({ everyMs: HOUR_MS });
  await Promise.all(Array.from({ length: 20 }, () => pace.enter(signal)));
  for (let failed = 0; failed < 5; failed += 1) pace.report(false);
  let started = 0;
  const entering = Array.from({ length: 20 }, () => pace.enter(signal).then(() => started += 1));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(started <= 1, `${started} started`);
  pace.report(true);
  await Promise.all(entering);
  assert.equal(started, 20);
});

Deno.test("an attempt that waits ends with its signal", async () => {
  const pace = createReceiverPace({ everyMs: HOUR_MS });
  for (let failed = 0; failed < 5; failed += 1) pace.report(false);
  const controller = new AbortController();
  const entering = [1, 2].map(() => pace.enter(controller.signal));
  controller.abort();
  const ended = await Promise.allSettled(entering);
  assert.deepEqual(ended.map(({ status }) => status), ["rejected", "rejected"]);
});
