import assert from "node:assert/strict";
import {
  createOrderedIds,
  type RandomBytes,
  randomHex,
  randomSecret,
  systemRandomBytes,
  uuidV7,
} from "packages/platform/random.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";

Deno.test("a UUIDv7 has the form of RFC 9562, with any random bytes", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const clock = createFakeClock();
  const sources: RandomBytes[] = [
    systemRandomBytes,
    (length) => new Uint8Array(length),
    (length) => new Uint8Array(length).fill(255),
  ];
  for (const source of sources) assert.match(uuidV7(clock, source), shape);
});

Deno.test("a UUIDv7 contains its time of creation, so that ids sort by time", () => {
  const clock = createFakeClock();
  const ids: string[] = [];
  for (let index = 0; index < 200; index += 1) {
    const id = uuidV7(clock, systemRandomBytes);
    assert.equal(parseInt(id.replace("-", "").slice(0, 12), 16), clock.now());
    ids.push(id);
    clock.advance(1 + index ** 3);
  }
  assert.deepEqual(ids.toSorted(), ids);
});

Deno.test("ordered ids sort in their order of creation, even within a millisecond and when the clock goes back", () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const nextId = createOrderedIds({ now: () => nowMs }, systemRandomBytes);
  const ids: string[] = [];
  for (let index = 0; index < 10_000; index += 1) {
    if (index === 9_000) nowMs -= 5;
    ids.push(nextId());
  }
  assert.deepEqual(ids.toSorted(), ids);
  assert.match(ids.at(-1)!, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
});

Deno.test("10 000 ids of one millisecond all differ", () => {
  const clock = createFakeClock();
  const ids = Array.from({ length: 10_000 }, () => uuidV7(clock, systemRandomBytes));
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("secrets are 256 bits as base64url; hex has the requested length", () => {
  assert.match(randomSecret(systemRandomBytes), /^[A-Za-z0-9_-]{43}$/);
  assert.match(randomHex(systemRandomBytes, 16), /^[0-9a-f]{32}$/);
});
