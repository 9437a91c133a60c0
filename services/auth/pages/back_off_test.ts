import assert from "node:assert/strict";
import { backOffMs } from "services/auth/pages/back_off.ts";

Deno.test("the ceiling doubles from 0.5 s and stays at 8 s", () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 60].map((failures) => backOffMs(failures, 1));
  assert.deepEqual(ceilings, [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

Deno.test("the jitter is full: any wait up to the ceiling, down to none", () => {
  assert.equal(backOffMs(3, 0), 0);
  assert.equal(backOffMs(3, 0.5), 1_000);
});
