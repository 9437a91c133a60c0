import assert from "node:assert/strict";
import { retryAfterMs } from "services/callback/webhooks/retry_schedule.ts";

/** The times of all attempts in milliseconds after the first one, if each fails at once. */
function attempts(random: () => number): number[] {
  const times = [0];
  while (true) {
    const triedForMs = times.at(-1)!;
    const pause = retryAfterMs({ triedForMs, random: random() });
    if (pause === undefined) return times;
    times.push(triedForMs + pause);
  }
}

Deno.test("attempts come quickly at first, then every ten minutes, for a day", () => {
  const times = attempts(() => 0.5);
  assert.deepEqual(times.slice(0, 6), [0, 1_000, 2_000, 4_000, 8_000, 16_000]);
  assert.equal(times.at(-1)! - times.at(-2)!, 600_000);
  const hours = times.at(-1)! / 3_600_000;
  assert.ok(hours >= 24 && hours < 24.2, `${hours} h`);
  assert.ok(times.length < 180, `${times.length} attempts`);
});

Deno.test("events that failed together are not tried together again", () => {
  const [early, late] = [0, 1].map((random) => retryAfterMs({ triedForMs: 100_000, random }));
  assert.deepEqual([early, late], [80_000, 120_000]);
});

Deno.test("a receiver may ask for a longer pause, up to an hour", () => {
  const pause = (askedMs: number) => retryAfterMs({ triedForMs: 0, random: 0.5, askedMs });
  assert.deepEqual([0, 30_000, 86_400_000].map(pause), [1_000, 30_000, 3_600_000]);
});
