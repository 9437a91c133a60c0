import assert from "node:assert/strict";
import { problemCode } from "services/callback/testing/problem_code.ts";
import { TEST_WECOM } from "services/callback/testing/sample_callbacks.ts";
import { serveCallback, type ServedCallback } from "services/callback/testing/serve_callback.ts";

const MESSAGE = { external_userid: "wm-demo-1", content: "请问多少钱？" };

let served: ServedCallback;
Deno.test.beforeAll(async () => {
  served = await serveCallback();
});
Deno.test.afterAll(() => served.stop());

const post = (body: object, headers: Record<string, string> = {}) =>
  served.ask("/api/v1/simulate-customer-msg", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });

Deno.test("an operator's simulated message is stored with its job, and two equal ones are two", async () => {
  const operator = await served.signedIn("operator");
  const answer = await post(MESSAGE, operator);
  assert.equal(answer.status, 202);
  const { inboxId } = await answer.json();
  const [row] = await served.sql`
    select source, kind, sender, app from callback.inbox where inbox_id = ${inboxId}`;
  assert.deepEqual({ ...row }, {
    source: "simulated",
    kind: "text",
    sender: "wm-demo-1",
    app: "default",
  });
  assert.deepEqual(await served.findJob(inboxId), {
    queue: "callback.message",
    payload: {
      kind: "simulated_message",
      inboxId,
      app: "default",
      corpId: TEST_WECOM.corpId,
      sentAt: "2026-01-01T00:00:00.000Z",
      externalUserId: "wm-demo-1",
      content: { type: "text", text: "请问多少钱？" },
    },
  });
  const second = await (await post(MESSAGE, operator)).json();
  assert.notEqual(second.inboxId, inboxId);
});

Deno.test("only operators may simulate a message", async () => {
  assert.equal(await problemCode(await post(MESSAGE)), "401 access_token_missing");
  const staff = await served.signedIn("staff");
  assert.equal(await problemCode(await post(MESSAGE, staff)), "403 access_role_required");
});

Deno.test("a simulated message needs a customer id and a text within their limits", async () => {
  const operator = await served.signedIn("operator");
  const wrong = [
    { external_userid: "" },
    { external_userid: "x".repeat(65) },
    { external_userid: "a b" },
    { content: " " },
    { content: "x".repeat(2_049) },
  ];
  for (const fields of wrong) {
    const answer = await post({ ...MESSAGE, ...fields }, operator);
    assert.equal(await problemCode(answer), "400 request_invalid");
  }
});
