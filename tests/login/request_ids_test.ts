import assert from "node:assert/strict";
import { createBrowser } from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";

let stack: Stack;
Deno.test.beforeAll(async () => void (stack = await startStack()));
Deno.test.afterAll(() => stack.stop());

Deno.test("log lines of a request contain its request id", async () => {
  const browser = createBrowser(stack);
  const created = await browser.fetch("/api/auth/wecom/qrcode");
  await created.body?.cancel();
  const credentials = { username: "nobody", password: "wrong" };
  const refused = await browser.postJson("/api/v1/login", credentials);
  await refused.body?.cancel();
  for (
    const [event, response] of [
      ["login_attempt_created", created],
      ["account_login_refused", refused],
    ] as const
  ) {
    const line = stack.log.findLast((each) => each["event"] === event);
    assert.equal(line?.["request_id"], response.headers.get("x-request-id"), event);
  }
});
