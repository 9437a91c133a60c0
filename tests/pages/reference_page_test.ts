import assert from "node:assert/strict";
import { openBrowserStack } from "tests/pages/support/browser_stack.ts";

const stack = await openBrowserStack();
Deno.test.afterAll(() => stack.close());

Deno.test("the API reference shows every operation, and loads nothing from another origin", async () => {
  await using visitor = await stack.visit({ lang: "en" });
  const { page, complaints } = visitor;
  await page.goto(`${stack.url}/docs`);
  await page.locator("main").getByRole("link", { name: "auth", exact: true }).click();
  await page.getByRole("link", { name: "POST /api/auth/token" }).first().click();
  assert.equal(page.url(), `${stack.url}/docs/auth#post-api-auth-token`);
  const operation = page.locator("#post-api-auth-token");
  assert.match(await operation.innerText(), /Redeem a confirmed login attempt/);
  await operation.locator("summary").click();
  assert.match(await operation.innerText(), /"access_token":/);
  assert.deepEqual(complaints, []);
});
