import assert from "node:assert/strict";
import { decideMode } from "services/ai-reply/domain/decide_mode.ts";

const now = Date.UTC(2026, 0, 1, 12);
const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000);
const rules = { now, toBotAfterHours: 12 };

Deno.test("the AI answers until the conversation is switched to staff", () => {
  const present = { mode: "bot" as const, lastActivityAt: hoursAgo(100) };
  assert.deepEqual(decideMode(present, "human", rules), { mode: "bot" });
});

Deno.test("staff answer until the customer asks for the AI, or after twelve silent hours", () => {
  const present = { mode: "human" as const, lastActivityAt: hoursAgo(11) };
  assert.deepEqual(decideMode(present, undefined, rules), { mode: "human" });
  assert.deepEqual(decideMode(present, "bot", rules), { mode: "bot", switchedBecause: "keyword" });
  const silent = { ...present, lastActivityAt: hoursAgo(13) };
  assert.deepEqual(decideMode(silent, undefined, rules), { mode: "bot", switchedBecause: "idle" });
});
