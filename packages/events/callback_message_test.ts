import assert from "node:assert/strict";
import { callbackMessage } from "packages/events/callback_message.ts";

Deno.test("an older consumer ignores fields that it does not know", () => {
  const message = {
    kind: "app_message",
    inboxId: "01890a5d-ac96-774b-bcce-b302099a8057",
    app: "default",
    corpId: "ww0123456789abcdef",
    sentAt: "2026-01-01T00:00:00Z",
    agentId: "1000002",
    userId: "zhangsan",
    content: { type: "text", text: "报名多少钱" },
  };
  assert.deepEqual(callbackMessage.schema.parse({ ...message, later: 1 }), message);
});
