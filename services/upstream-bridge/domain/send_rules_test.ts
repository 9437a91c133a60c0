import assert from "node:assert/strict";
import { ACCOUNT_STATES } from "services/upstream-bridge/domain/account.ts";
import { DEFAULT_SETTINGS } from "services/upstream-bridge/domain/bridge_settings.ts";
import {
  planSend,
  sendBlock,
  type SendHistory,
  sendWindows,
} from "services/upstream-bridge/domain/send_rules.ts";

const NOW = 1_000_000_000;
const FREE = { state: "online", restrictedAt: null, mutedUntil: null } as const;
const NONE: SendHistory = { latest: null, minute: null, conversation: null, day: null };

Deno.test("only an account that is signed in, not restricted and not muted may send, and only while sending is on", () => {
  const on = DEFAULT_SETTINGS;
  const sending = ACCOUNT_STATES.filter((state) =>
    sendBlock({ ...FREE, state }, on, NOW) === undefined
  );
  assert.deepEqual(sending, ["online", "suspect"]);
  assert.equal(sendBlock({ ...FREE, restrictedAt: 1 }, on, NOW), "restricted");
  assert.equal(sendBlock({ ...FREE, mutedUntil: NOW + 1 }, on, NOW), "muted");
  assert.equal(sendBlock({ ...FREE, mutedUntil: NOW }, on, NOW), undefined);
  assert.equal(sendBlock(FREE, { sendingEnabled: false }, NOW), "sending_disabled");
});

Deno.test("a text waits until the minimal gap behind the latest one", () => {
  const plan = (latest: number | null) => planSend(DEFAULT_SETTINGS, { ...NONE, latest }, NOW);
  assert.deepEqual(plan(null), { ok: true, sendAt: NOW });
  assert.deepEqual(plan(NOW - 5_000), { ok: true, sendAt: NOW });
  assert.deepEqual(plan(NOW - 400), { ok: true, sendAt: NOW + 600 });
  assert.deepEqual(plan(NOW + 3_000), { ok: true, sendAt: NOW + 4_000 });
});

Deno.test("a limit refuses a text and says when there is room again; the longest wait comes first", () => {
  const plan = (history: Partial<SendHistory>) =>
    planSend(DEFAULT_SETTINGS, { ...NONE, ...history }, NOW);
  assert.deepEqual(plan({ minute: NOW - 59_999 }), { ok: false, limit: "minute", retryAfterMs: 1 });
  assert.deepEqual(plan({ minute: NOW - 60_000 }), { ok: true, sendAt: NOW });
  assert.deepEqual(plan({ conversation: NOW - 20_000 }), {
    ok: false,
    limit: "conversation",
    retryAfterMs: 40_000,
  });
  assert.deepEqual(plan({ day: NOW - 3_600_000, minute: NOW - 1 }), {
    ok: false,
    limit: "day",
    retryAfterMs: 23 * 3_600_000,
  });
});

Deno.test("whatever the requests are, no window of a minute or a day ever has more texts than its limit, and no gap is smaller", () => {
  const settings = { ...DEFAULT_SETTINGS, sendsPerMinute: 5, sendsPerDay: 40, sendMinGapMs: 700 };
  const windows = sendWindows(settings);
  const times: number[] = [];
  // A generator with a fixed seed: the same requests in every run.
  let seed = 7;
  const random = (max: number) => {
    seed = Math.imul(seed, 1_103_515_245) + 12_345 | 0;
    return (seed >>> 8) % max;
  };
  const nth = (n: number) => times.at(-n) ?? null;
  let refusals = 0;
  for (
    let now = NOW, step = 0;
    step < 4_000;
    step += 1, now += random(random(3) === 0 ? 200_000 : 2_000)
  ) {
    const plan = planSend(settings, {
      latest: nth(1),
      minute: nth(windows.minute.max),
      conversation: nth(windows.conversation.max),
      day: nth(windows.day.max),
    }, now);
    if (plan.ok) times.push(plan.sendAt);
    else {
      refusals += 1;
      assert.ok(plan.retryAfterMs > 0);
    }
  }
  assert.ok(refusals > 100 && times.length > 40);
  times.forEach((time, index) => {
    if (index > 0) assert.ok(time - times[index - 1]! >= 700);
    for (const { max, windowMs } of [windows.minute, windows.day]) {
      const first = times[index - max];
      if (first !== undefined) assert.ok(time - first >= windowMs, `${index}`);
    }
  });
});
