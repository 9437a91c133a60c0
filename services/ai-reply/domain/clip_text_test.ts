import assert from "node:assert/strict";
import { clipText } from "services/ai-reply/domain/clip_text.ts";

Deno.test("a text is cut between graphemes and ends with an ellipsis", () => {
  assert.equal(clipText("在吗", 2), "在吗");
  assert.equal(clipText("在吗？", 2), "在…");
  assert.equal(clipText("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2), "👨‍👩‍👧…");
  assert.equal(clipText("", 1), "");
});
