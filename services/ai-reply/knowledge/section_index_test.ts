import assert from "node:assert/strict";
import { createSectionIndex } from "services/ai-reply/knowledge/section_index.ts";

/** Chinese characters with few repetitions, the same in every run. */
function scatter(count: number, from: number): string {
  return Array.from(
    { length: count },
    (_, at) => String.fromCharCode(0x4e00 + ((from + at) * 7919) % 3_000),
  ).join("");
}

const sections = Array.from({ length: 300 }, (_, at) => ({
  title: `第${at}节`,
  path: "long.md",
  text: scatter(150, at * 31),
}));
const priced = { title: "价目表", path: "prices.md", text: "暑期班学费三千元，含教材。" };
const index = await createSectionIndex([...sections, priced]);

Deno.test("a long question finds sections about its beginning and its end", () => {
  const filler = "，嗯，我想问问你们".repeat(40);
  for (const question of [`暑期班学费多少？${filler}`, `${filler}。暑期班学费多少？`]) {
    assert.deepEqual(index.search(question, [], 1), [priced]);
  }
});

Deno.test("no question, of any length, blocks other requests", () => {
  const questions = [scatter(680, 1), [...scatter(680, 1)].join(" "), "学费".repeat(100_000)];
  for (const question of [...questions, scatter(80_000, 1)]) {
    // The fastest of three: other processes can slow down one of them.
    const times = Array.from({ length: 3 }, () => searchTime(question));
    assert.ok(Math.min(...times) < 1_000, `${question.length} characters`);
  }
});

function searchTime(question: string): number {
  const startMs = performance.now();
  index.search(question, [{ text: question, weight: 0.5 }], 4);
  return performance.now() - startMs;
}
