import assert from "node:assert/strict";
import { previewContent } from "services/callback/pages/preview_content.ts";

Deno.test("the preview shows the text of any kind of message, in one line and shortened", () => {
  assert.equal(previewContent({ kind: "text", content: "在吗\n 有人吗" }), "在吗 有人吗");
  assert.equal(previewContent({ kind: "text", text: { content: "hi" } }), "hi");
  assert.equal(previewContent({ kind: "voice", voice: { content: "spoken" } }), "spoken");
  const items = [{ msgType: "image", image: {} }, { msgType: "text", text: { content: "what" } }];
  assert.equal(previewContent({ kind: "mixed", mixed: { msgItem: items } }), "what");
  assert.equal(previewContent({ kind: "event", changeType: "update_user" }), "update_user");
  assert.equal(previewContent({ MsgType: "event", ChangeType: "create_party" }), "create_party");
  assert.equal(previewContent({ MsgType: "event", EventKey: "menu_1" }), "menu_1");
  assert.equal([...previewContent({ content: "字".repeat(500) })].length, 160);
});

Deno.test("a preview shows no phone number, and nothing where there are no words", () => {
  assert.doesNotMatch(previewContent({ content: "13800138000" }), /13800138000/);
  for (const content of [null, "x", 1, [], {}, { content: { a: 1 } }, { mediaId: "m" }]) {
    assert.equal(previewContent(content), "");
  }
});
