// The steps of an operator in the console's accounts, and of a member with the simulated phone.
import type { Page } from "playwright-core";
import type { BrowserStack } from "tests/pages/support/browser_stack.ts";

/** Calls the control API of the simulated upstream. Without `uuid` and `vid` it is about the newest instance. */
export async function phone(
  { url }: Pick<BrowserStack, "url">,
  verb: string,
  body: object = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/sim/upstream/_control/${verb}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot ${verb}: ${text}`);
  return text === "" ? {} : JSON.parse(text);
}

/** Presses the button with this label. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** Waits until the page of an account shows a state, by its label. */
export async function waitForState(page: Page, label: string): Promise<void> {
  await page.locator(".state-head .tag", { hasText: label }).first().waitFor();
}

/** Adds an account and ends on its page. */
export async function addAccount(page: Page, url: string, name: string): Promise<void> {
  await page.goto(`${url}/console/accounts`);
  const unfold = page.locator(".ask-add summary");
  if (await unfold.count() > 0) await unfold.click();
  await page.getByLabel("名称").fill(name);
  await press(page, "添加账号");
  await page.getByText("账号已添加").waitFor();
}
