import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";
import {
  startTestReceiver,
  TEST_SECRET,
  type TestReceiver,
} from "services/callback/webhooks/testing/test_receiver.ts";
import { openBrowserStack } from "tests/pages/support/browser_stack.ts";
import { signInDirectly } from "tests/pages/support/sign_in_steps.ts";

const port = freePort();
const stack = await openBrowserStack({
  WEBHOOK_URL: `http://127.0.0.1:${port}/events`,
  WEBHOOK_SECRET: TEST_SECRET,
});
Deno.test.afterAll(() => stack.close());

const typesAt = ({ received }: TestReceiver) => received.map(({ body }) => body.type);

Deno.test("an operator sees why a test event fails, and after the repair sends it again", async () => {
  await using desktop = await stack.visit();
  await signInDirectly(stack, desktop, "zhangsan");
  const { page } = desktop;
  await page.goto(`${stack.url}/console/webhooks`);
  await page.getByRole("button", { name: "发送测试事件" }).click();
  await page.waitForURL(/\/console\/webhooks\/[\w-]+/);
  await page.getByText("等待投递").first().waitFor();
  await page.getByText(/Connection refused/).first().waitFor();
  const receiver = startTestReceiver(port);
  try {
    await page.getByRole("button", { name: "立即重试" }).click();
    await page.getByText("已送达").first().waitFor();
    assert.ok(typesAt(receiver).includes("webhook.test"));
    // The sign-in came while the receiver was down.
    await eventually(() => assert.ok(typesAt(receiver).includes("member.signed_in")));

    const before = receiver.received.length;
    await page.locator(".ask summary").click();
    await page.getByRole("button", { name: "确认重新推送" }).click();
    await page.getByText("已开始重新推送").waitFor();
    await eventually(() => assert.equal(receiver.received.length, before + 1));
    assert.equal(receiver.received.at(-1)!.body.type, "webhook.test");

    await page.goto(`${stack.url}/console/webhooks?state=delivered`);
    await page.getByRole("link", { name: "member.signed_in" }).first().click();
    await page.getByText('"userId": "zhangsan"').waitFor();
    await page.goto(`${stack.url}/console/audit`);
    await page.locator("td", { hasText: "重新推送事件" }).first().waitFor();
    assert.deepEqual(desktop.complaints, []);
  } finally {
    await receiver.stop();
  }
});

Deno.test("a message and its answer reach the receiver", async () => {
  const receiver = startTestReceiver(port);
  try {
    await using desktop = await stack.visit();
    await signInDirectly(stack, desktop, "zhangsan");
    const { page } = desktop;
    await page.goto(`${stack.url}/console/inbox`);
    await page.locator(".simulate summary").click();
    await page.locator("[name=content]").fill("周六还有名额吗？");
    await page.locator("#simulate-form button").click();
    await eventually(() => {
      const types = typesAt(receiver);
      assert.ok(
        types.includes("message.received") && types.includes("reply.delivered"),
        `${types}`,
      );
    });
  } finally {
    await receiver.stop();
  }
});
