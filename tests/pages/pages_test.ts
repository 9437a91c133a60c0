// @ts-types="axe-core"
import axe from "axe-core/axe.min.js";
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  chooseNumber,
  holdAfterOneChange,
  leaveSignIn,
  openSignIn,
  otherNumber,
  readNumber,
  readQr,
  scannedBy,
  seePhase,
  whileWecomIsSlow,
  whoIsIn,
} from "tests/pages/support/sign_in_steps.ts";
import { viewScene } from "tests/pages/support/page_state.ts";
import { SCENES } from "tests/pages/support/page_states.ts";
import { type Look, openStage } from "tests/pages/support/browser_stack.ts";

const AT_A_TIME = 3;
const TABS_MAX = 20;
const LONGER_THAN_AN_ATTEMPT_MS = 125_000;

const stage = await openStage();
Deno.test.afterAll(() => stage.close());

/** What axe-core finds on a page: rule and element, one line each. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

/** All scenes in one look, a few at a time; what is found, by scene. */
async function examine(look: Look, find: (page: Page) => Promise<string[]>): Promise<string[]> {
  const found: string[] = [];
  // Where no script runs, axe-core does not either.
  const waiting = SCENES.filter(({ script }) => script !== false);
  const work = Array.from({ length: AT_A_TIME }, async () => {
    for (let scene; (scene = waiting.shift()) !== undefined;) {
      const lines = await viewScene(stage, scene, look, find);
      found.push(...lines.map((line) => `${scene.name}: ${line}`));
    }
  });
  await Promise.all(work);
  return found;
}

/** A page that is wider than its window makes people scroll sideways; so do windows between phone and desktop. */
async function findOverflow(page: Page): Promise<string[]> {
  const whole = page.viewportSize()!;
  const found: string[] = [];
  for (const width of whole.width > 720 ? [720, 1240, whole.width] : [whole.width]) {
    await page.setViewportSize({ ...whole, width });
    const surplus = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll(".table-frame")]
        .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
    );
    found.push(...surplus.filter((px) => px > 0).map((px) => `${px} px too wide at ${width} px`));
  }
  return found;
}

const LOOKS: readonly Look[] = [
  { theme: "light", width: 1280, lang: "zh" },
  { theme: "dark", width: 360, lang: "en" },
];
for (const look of LOOKS) {
  const name = `${look.theme}, ${look.width} px, ${look.lang}`;
  Deno.test(`no page in any state has a barrier that axe-core knows, or scrolls sideways (${name})`, async () => {
    const find = async (page: Page) => [
      ...await findOverflow(page),
      ...await findBarriers(page),
    ];
    assert.deepEqual(await examine(look, find), []);
  });
}

/** Where the parts of the sign-in page are. */
async function measure(page: Page): Promise<Record<string, unknown>> {
  const boxes: Record<string, unknown> = {};
  for (const part of [".card", "h1", ".scan-stage", ".scan-state", ".ways"]) {
    boxes[part] = await page.locator(part).boundingBox();
  }
  return boxes;
}

for (const { width, lang } of [LOOKS[0]!, { width: 360, lang: "en" } as const]) {
  Deno.test(`nothing moves when the state changes (${width} px, ${lang})`, async () => {
    await using desktop = await stage.visit({ width, lang });
    await using phone = await stage.visit({ phone: true });
    const { page } = desktop;
    const still = holdStill(page);
    await page.clock.install();

    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    await page.route("**/api/auth/wecom/qrcode*", async (route) => {
      await answered;
      await route.continue();
    });
    const changes = await holdAfterOneChange(page);
    await page.goto(`${stage.url}/login`);
    await still("loading");
    answer();
    const qr = await readQr(page);
    await still("waiting");
    await changes.asked;
    await whileWecomIsSlow(stage, 4_000, () => {
      phone.page.goto(scannedBy(qr, "lisi")).catch(() => {}); // waited for below, by its page
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

/** Compares every state with the first one it is asked about. */
function holdStill(page: Page): (state: string) => Promise<void> {
  let first: Record<string, unknown> | undefined;
  return async (state) => {
    const boxes = await measure(page);
    first ??= boxes;
    assert.deepEqual(boxes, first, state);
  };
}

/** Presses Tab until an element of this kind has the focus, which must be seen. */
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
    assert.match(outline, /^(solid|auto) [2-9]/, `the focus on ${selector} is not seen`);
    return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}

Deno.test("the API reference shows what can be called, and asks nobody else for anything", async () => {
  await using visitor = await stage.visit({ lang: "en" });
  const { page, complaints } = visitor;
  await page.goto(`${stage.url}/docs`);
  await page.locator("main").getByRole("link", { name: "auth", exact: true }).click();
  await page.getByRole("link", { name: "POST /api/auth/token" }).first().click();
  assert.equal(page.url(), `${stage.url}/docs/auth#post-api-auth-token`);
  const operation = page.locator("#post-api-auth-token");
  assert.match(await operation.innerText(), /Redeem a confirmed login attempt/);
  await operation.locator("summary").click();
  assert.match(await operation.innerText(), /"access_token":/);
  assert.deepEqual(complaints, []);
});

Deno.test("the keyboard alone renews the QR and signs in with the account", async () => {
  await using desktop = await stage.visit();
  const { page } = desktop;
  await page.clock.install();
  const qr = await openSignIn(stage, desktop);
  await page.clock.fastForward(LONGER_THAN_AN_ATTEMPT_MS);
  await seePhase(page, "expired");

  await tabTo(page, ".scan-veil button");
  await page.keyboard.press("Enter");
  assert.notEqual(await readQr(page), qr);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "scan-state");

  await tabTo(page, "summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "[name=username]");
  await page.keyboard.type(stage.account.name);
  await tabTo(page, "[name=password]");
  await page.keyboard.type(stage.account.password);
  await tabTo(page, "[name=remember]");
  await page.keyboard.press("Space");
  await tabTo(page, ".account-form button");
  await page.keyboard.press("Enter");
  await leaveSignIn(page);
  assert.equal(await whoIsIn(stage, desktop), `local/${stage.account.name}`);
});
