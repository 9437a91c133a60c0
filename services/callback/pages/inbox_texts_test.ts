import assert from "node:assert/strict";
import { describeKind, findKind } from "services/callback/pages/inbox_texts.ts";

Deno.test("the inbox is filtered by what it calls a kind, in both languages, and by WeCom's name", () => {
  for (const typed of ["文本", "Text", "text", "TEXT"]) assert.equal(findKind(typed), "text");
  assert.equal(findKind(describeKind("kf_msg_or_event", "zh")), "kf_msg_or_event");
  assert.equal(findKind("change_auth"), "change_auth");
});
