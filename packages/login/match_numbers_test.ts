import assert from "node:assert/strict";
import { drawMatchNumbers } from "packages/login/match_numbers.ts";
import { systemRandomBytes } from "packages/platform/random.ts";

const DRAWS = 6_000;
const draws = Array.from({ length: DRAWS }, () => drawMatchNumbers(systemRandomBytes));

Deno.test("three different numbers from 10 to 99, one of them is the right one", () => {
  for (const { number, choices } of draws) {
    assert.equal(new Set(choices).size, 3);
    assert.equal(choices.length, 3);
    assert.ok(choices.includes(number));
    for (const choice of choices) assert.match(choice, /^[1-9]\d$/);
  }
});

Deno.test("every number and every position is equally likely", () => {
  const numbers = new Map<string, number>();
  const places = [0, 0, 0];
  for (const { number, choices } of draws) {
    numbers.set(number, (numbers.get(number) ?? 0) + 1);
    places[choices.indexOf(number)]! += 1;
  }
  assert.equal(numbers.size, 90);
  // Chi-squared, far beyond one in a million for 89 and 2 degrees of freedom.
  assert.ok(chiSquared([...numbers.values()]) < 180, "numbers");
  assert.ok(chiSquared(places) < 35, "places");
});

Deno.test("bytes that would make some numbers more likely are drawn again", () => {
  const bytes = [255, 180, 0, 254, 1, 2, 255, 1];
  const { number, choices } = drawMatchNumbers(() => new Uint8Array([bytes.shift()!]));
  assert.deepEqual(choices, ["10", "11", "12"]);
  assert.equal(number, "11");
  assert.deepEqual(bytes, []);
});

function chiSquared(counts: readonly number[]): number {
  const expected = DRAWS / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
