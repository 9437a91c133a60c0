import assert from "node:assert/strict";
import { describeKind } from "services/callback/pages/inbox_texts.ts";

Deno.test("a kind is shown in words of the page's language, an unknown one by WeCom's name", () => {
  assert.equal(describeKind("text", "zh"), "文本");
  assert.equal(describeKind("text", "en"), "Text");
  assert.equal(describeKind("change_auth", "zh"), "change_auth");
});
