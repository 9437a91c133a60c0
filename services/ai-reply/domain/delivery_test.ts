import assert from "node:assert/strict";
import {
  type Delivery,
  isRepeatable,
  limitParts,
  makeDistinct,
  vendorMsgId,
} from "services/ai-reply/domain/delivery.ts";
import { hoursPassed, restOfWindow } from "services/ai-reply/domain/timing.ts";

const TURN = "01890a5d-ac96-774b-bcce-b302099a8057";

Deno.test("a repeated text differs from all recent texts, and looks the same", () => {
  assert.deepEqual(makeDistinct(["好的"], []), ["好的"]);
  assert.deepEqual(makeDistinct(["好的", "好的"], ["别的"]), ["好的", "好的\u2060"]);
  assert.deepEqual(makeDistinct(["好的"], ["好的\u2060", "好的"]), ["好的\u2060\u2060"]);
  assert.deepEqual(makeDistinct(["好的"], ["好的\u2060"]), ["好的"]);
});

Deno.test("each part has its own msgid, which 微信客服 accepts", () => {
  const ids = [0, 1, 5].map((part) => vendorMsgId(TURN, part));
  for (const id of ids) assert.match(id, /^[0-9a-zA-Z_-]{1,32}$/);
  assert.equal(new Set([...ids, vendorMsgId(TURN.replace("57", "58"), 0)]).size, 4);
});

Deno.test("a part that may have arrived is sent again only while the channel recognises it", () => {
  const tried = (status: Delivery["status"], firstTriedAt: number | null): Delivery => ({
    turnId: TURN,
    part: 1,
    text: "好的",
    status,
    firstTriedAt: firstTriedAt === null ? null : new Date(firstTriedAt),
  });
  assert.equal(isRepeatable(tried("recorded", null), 1e12), true);
  assert.equal(isRepeatable(tried("sending", 1e12), 1e12 + 3_600_000), true);
  assert.equal(isRepeatable(tried("sending", 1e12), 1e12 + 4 * 3_600_000), false);
});

Deno.test("parts above the channel's limit are cut off, with an ellipsis", () => {
  assert.deepEqual(limitParts(["一", "二"], 5), ["一", "二"]);
  assert.deepEqual(limitParts(["一段", "二段😀", "三段"], 2), ["一段", "二段😀…"]);
});

Deno.test("time limits use the given time", () => {
  const at = new Date(1e12);
  assert.equal(hoursPassed(at, new Date(1e12 + 24 * 3_600_000), 24), true);
  assert.equal(hoursPassed(at, new Date(1e12 + 24 * 3_600_000 - 1), 24), false);
  assert.equal(hoursPassed(null, at, 24), false);
  assert.equal(restOfWindow(at, 1e12 + 500, 1_500), 1_000);
  assert.equal(restOfWindow(at, 1e12 + 9_999, 1_500), 0);
  // The clock of another machine may be ahead.
  assert.equal(restOfWindow(at, 1e12 - 60_000, 1_500), 1_500);
});
