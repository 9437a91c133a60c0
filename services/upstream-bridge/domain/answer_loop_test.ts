import assert from "node:assert/strict";
import { isAnswerLoop } from "services/upstream-bridge/domain/answer_loop.ts";

const NOW = 1_000_000_000_000;
const SECOND_MS = 1_000;
/** `count` questions, one every `everyMs`, each answered after `answerMs`; the last one has no answer yet. */
function talk(count: number, everyMs: number, answerMs = 200) {
  const receivedAt = Array.from({ length: count }, (_, index) => NOW - index * everyMs);
  const sentAt = receivedAt.slice(1).map((at) => at + answerMs);
  return isAnswerLoop({ sentAt, receivedAt, now: NOW });
}

Deno.test("two programs that answer each other within seconds are a loop at the fifth message", () => {
  assert.equal(talk(4, 2 * SECOND_MS), false);
  assert.equal(talk(5, 2 * SECOND_MS), true);
  assert.equal(talk(5, 25 * SECOND_MS, 10 * SECOND_MS), true);
});

Deno.test("a conversation with a person, and a burst without answers, are no loop", () => {
  assert.equal(talk(20, 60 * SECOND_MS), false);
  const burst = Array.from({ length: 50 }, (_, index) => NOW - index);
  assert.equal(isAnswerLoop({ sentAt: [], receivedAt: burst, now: NOW }), false);
  const once = [NOW - 10, NOW - 5];
  assert.equal(isAnswerLoop({ sentAt: once, receivedAt: burst, now: NOW }), false);
});
