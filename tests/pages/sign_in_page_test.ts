import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  chooseNumber,
  holdAfterOneChange,
  leaveSignIn,
  openSignIn,
  openWithoutAttempt,
  otherNumber,
  readNumber,
  readQr,
  scannedBy,
  seePhase,
  whileWecomIsSlow,
  whoIsIn,
} from "tests/pages/support/sign_in_steps.ts";
import { openBrowserStack } from "tests/pages/support/browser_stack.ts";

const TABS_MAX = 20;
const LONGER_THAN_AN_ATTEMPT_MS = 125_000;

const stack = await openBrowserStack();
Deno.test.afterAll(() => stack.close());

/** The boxes of the sign-in page's parts. */
async function measure(page: Page): Promise<Record<string, unknown>> {
  const boxes: Record<string, unknown> = {};
  for (const part of [".card", "h1", ".scan-stage", ".scan-state", ".ways"]) {
    boxes[part] = await page.locator(part).boundingBox();
  }
  return boxes;
}

const LOOKS = [{ width: 1280, lang: "zh" }, { width: 360, lang: "en" }] as const;

for (const { width, lang } of LOOKS) {
  Deno.test(`the layout stays the same in every state (${width} px, ${lang})`, async () => {
    await using desktop = await stack.visit({ width, lang });
    await using phone = await stack.visit({ phone: true });
    const { page } = desktop;
    const still = holdStill(page);
    await page.clock.install();

    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    await page.route("**/api/auth/wecom/qrcode*", async (route) => {
      await answered;
      await route.continue();
    });
    const changes = await holdAfterOneChange(page);
    await openWithoutAttempt(stack, page);
    await seePhase(page, "loading");
    await still("loading");
    answer();
    const qr = await readQr(page);
    await still("waiting");
    await changes.asked;
    await whileWecomIsSlow(stack, 4_000, () => {
      phone.page.goto(scannedBy(qr, "lisi")).catch(() => {}); // the confirm page is awaited below
      return seePhase(page, "scanned");
    });
    await still("scanned");
    changes.goOn();
    const number = await readNumber(page);
    await still("choosing");
    await phone.page.locator(".confirm").waitFor();
    await chooseNumber(phone, await otherNumber(phone, number));
    await seePhase(page, "denied");
    await still("denied");
    await page.locator(".scan-veil button").click();
    await readQr(page);
    await page.clock.fastForward(LONGER_THAN_AN_ATTEMPT_MS);
    await seePhase(page, "expired");
    await still("expired");
  });
}

/** Returns a function that compares the layout of each state with the first one. */
function holdStill(page: Page): (state: string) => Promise<void> {
  let first: Record<string, unknown> | undefined;
  return async (state) => {
    const boxes = await measure(page);
    first ??= boxes;
    assert.deepEqual(boxes, first, state);
  };
}

/** Presses Tab until an element that matches has the focus. The focus must be visible. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate((wanted) => {
      const focused = document.activeElement;
      if (focused === null || !focused.matches(wanted)) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(focused);
      return `${outlineStyle} ${outlineWidth}`;
    }, selector);
    if (outline === undefined) continue;
    assert.match(outline, /^(solid|auto) [2-9]/, `the focus on ${selector} is not visible`);
    return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}

Deno.test("the QR can be renewed and the account form sent with the keyboard alone", async () => {
  await using desktop = await stack.visit();
  const { page } = desktop;
  await page.clock.install();
  const qr = await openSignIn(stack, desktop);
  await page.clock.fastForward(LONGER_THAN_AN_ATTEMPT_MS);
  await seePhase(page, "expired");

  await tabTo(page, ".scan-veil button");
  await page.keyboard.press("Enter");
  assert.notEqual(await readQr(page), qr);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "scan-state");

  await tabTo(page, "summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "[name=username]");
  await page.keyboard.type(stack.account.name);
  await tabTo(page, "[name=password]");
  await page.keyboard.type(stack.account.password);
  await tabTo(page, "[name=remember]");
  await page.keyboard.press("Space");
  await tabTo(page, ".account-form button");
  await page.keyboard.press("Enter");
  await leaveSignIn(page);
  assert.equal(await whoIsIn(stack, desktop), `local/${stack.account.name}`);
});
