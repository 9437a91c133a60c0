import assert from "node:assert/strict";
import { z } from "zod";
import { jsonSchemaOf } from "packages/webhooks/webhook_event.ts";
import { WEBHOOK_EVENTS } from "packages/webhooks/webhook_events.ts";

Deno.test("every example matches its schema, and every schema is a JSON schema", () => {
  for (const [type, { schema, example, text }] of Object.entries(WEBHOOK_EVENTS)) {
    assert.deepEqual(z.strictObject(schema.shape).parse(example), example, type);
    assert.deepEqual(
      Object.keys((jsonSchemaOf({ schema }) as { properties: object }).properties),
      Object.keys(schema.shape),
    );
    assert.ok(text.zh !== "" && text.en !== "");
  }
});

Deno.test("no event has a field for a phone number, an e-mail address or a secret", () => {
  for (const { schema } of Object.values(WEBHOOK_EVENTS)) {
    for (const name of Object.keys(schema.shape)) {
      assert.doesNotMatch(name, /phone|mobile|mail|secret|token|uuid|qr/i);
    }
  }
});
