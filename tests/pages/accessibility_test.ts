// @ts-types="axe-core"
import axe from "axe-core/axe.min.js";
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type Look, openBrowserStack } from "tests/pages/support/browser_stack.ts";
import { viewPageState } from "tests/pages/support/page_state.ts";
import { PAGE_STATES } from "tests/pages/support/page_states.ts";

/** Few, because other test files run side by side. */
const AT_A_TIME = 3;

/** English texts are longer than Chinese ones. */
const LOOK: Look = { theme: "light", width: 1280, lang: "en" };

const stack = await openBrowserStack();
Deno.test.afterAll(() => stack.close());

Deno.test("no page state has an accessibility violation, scrolls sideways or shifts a button's label", async () => {
  const problems: string[] = [];
  // axe-core needs a page that runs scripts.
  const waiting = PAGE_STATES.filter(({ script }) => script !== false);
  const work = Array.from({ length: AT_A_TIME }, async () => {
    for (let state; (state = waiting.shift()) !== undefined;) {
      const found = await viewPageState(stack, state, LOOK, findProblemsOfPage);
      problems.push(...found.map((line) => `${state.name}: ${line}`));
    }
  });
  await Promise.all(work);
  assert.deepEqual(problems, []);
});

/** Looks at one page on a computer and on a phone: to bring a page into a state again would cost more than the checks. */
async function findProblemsOfPage(page: Page): Promise<string[]> {
  // Without a value, which would be sent back.
  await page.evaluate(`${axe.source}; undefined`);
  const problems = [
    ...await findOverflow(page, [720, 1240, 1280]),
    ...await findViolations(page, {}),
    ...await findShiftedLabels(page),
  ];
  await page.emulateMedia({ colorScheme: "dark" });
  return [
    ...problems,
    ...await findOverflow(page, [360]),
    // The other rules do not depend on colours.
    ...await findViolations(page, { runOnly: ["color-contrast", "target-size"] }),
  ];
}

/** The violations that axe-core finds: rule and element. */
async function findViolations(page: Page, options: axe.RunOptions): Promise<string[]> {
  return await page.evaluate(async (options) => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe
      .run(document, options);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }, options);
}

/** Where a page is wider than its window, in each of the given widths (px). The last width stays. */
async function findOverflow(page: Page, widths: readonly number[]): Promise<string[]> {
  const { height } = page.viewportSize()!;
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    const surplus = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll(".table-frame")]
        .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
    );
    found.push(...surplus.filter((px) => px > 0).map((px) => `${px} px too wide at ${width} px`));
  }
  return found;
}

/** The buttons whose label is not in their middle: two style sheets give rules to one class, for example. */
async function findShiftedLabels(page: Page): Promise<string[]> {
  const found = await page.evaluate(() =>
    [...document.querySelectorAll("button, .button")]
      .filter((button) => button.checkVisibility() && button.textContent.trim() !== "")
      .filter((button) => {
        const range = document.createRange();
        range.selectNodeContents(button);
        const [label, box] = [range.getBoundingClientRect(), button.getBoundingClientRect()];
        const shifts = [
          label.left + label.right - box.left - box.right,
          label.top + label.bottom - box.top - box.bottom,
        ];
        return shifts.some((px) => Math.abs(px) > 4);
      })
      .map((button) => button.outerHTML)
  );
  return found.map((html) => `label not in the middle: ${html}`);
}
