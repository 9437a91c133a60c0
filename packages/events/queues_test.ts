import assert from "node:assert/strict";
import { z } from "zod";
import { callbackMessage } from "packages/events/callback_message.ts";
import { queues } from "packages/events/queues.ts";

Deno.test("no two queues have one name, and names are such as the database takes", () => {
  const names = queues.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[a-z]+([._][a-z]+)+$/);
});

Deno.test("no payload has a field for a phone number or an e-mail address", () => {
  for (const { name, schema } of queues) {
    assert.doesNotMatch(JSON.stringify(z.toJSONSchema(schema)), /phone|mobile|mail/i, name);
  }
});

Deno.test("a consumer that is older than the sender passes over fields that it does not know", () => {
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
