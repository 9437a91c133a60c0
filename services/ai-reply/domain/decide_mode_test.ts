import assert from "node:assert/strict";
import { type ArrivedMessage, decideMode } from "services/ai-reply/domain/decide_mode.ts";

const now = Date.UTC(2026, 0, 1, 12);
const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000);
const rules = { now, toBotAfterHours: 12 };
const text: ArrivedMessage = { author: "customer", command: undefined, isHistory: false };

Deno.test("the AI answers until the conversation is switched to staff", () => {
  const present = { mode: "bot" as const, lastActivityAt: hoursAgo(100) };
  assert.deepEqual(decideMode(present, { ...text, command: "human" }, rules), { mode: "bot" });
});

Deno.test("staff answer until the customer asks for the AI, or after twelve silent hours", () => {
  const present = { mode: "human" as const, lastActivityAt: hoursAgo(11) };
  assert.deepEqual(decideMode(present, text, rules), { mode: "human" });
  const asksForBot = { ...text, command: "bot" as const };
  const toBot = { mode: "bot", switchedBecause: "keyword" };
  assert.deepEqual(decideMode(present, asksForBot, rules), toBot);
  const silent = { ...present, lastActivityAt: hoursAgo(13) };
  assert.deepEqual(decideMode(silent, text, rules), { mode: "bot", switchedBecause: "idle" });
});

Deno.test("staff answer once a colleague has written", () => {
  for (const mode of ["bot", "human"] as const) {
    const present = { mode, lastActivityAt: hoursAgo(1) };
    const toStaff = { mode: "human", switchedBecause: "kf" };
    assert.deepEqual(decideMode(present, { ...text, author: "staff" }, rules), toStaff);
  }
});

Deno.test("an old message does not change who answers", () => {
  for (const mode of ["bot", "human"] as const) {
    const present = { mode, lastActivityAt: hoursAgo(100) };
    for (const author of ["customer", "staff"] as const) {
      const old = { author, command: "bot" as const, isHistory: true };
      assert.deepEqual(decideMode(present, old, rules), { mode });
    }
  }
});
