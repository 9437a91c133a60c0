// @ts-types="axe-core"
import axe from "axe-core/axe.min.js";
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  type BrowserStack,
  type Look,
  openBrowserStack,
} from "tests/pages/support/browser_stack.ts";
import { type PageState, viewPageState } from "tests/pages/support/page_state.ts";

/** Few, because several test files run side by side. */
const AT_A_TIME = 2;

const LOOKS: readonly Look[] = [
  { theme: "light", width: 1280, lang: "zh" },
  { theme: "dark", width: 360, lang: "en" },
];

/** Adds tests that view all states in each look. They share one browser stack. */
export async function testAccessibility(states: readonly PageState[]): Promise<void> {
  const stack = await openBrowserStack();
  Deno.test.afterAll(() => stack.close());
  for (const look of LOOKS) {
    const name = `${look.theme}, ${look.width} px, ${look.lang}`;
    Deno.test(`no page state has an accessibility violation or scrolls sideways (${name})`, async () => {
      assert.deepEqual(await findProblems(stack, states, look), []);
    });
  }
}

/** Views all states, a few at a time. Returns one line for each problem. */
async function findProblems(
  stack: BrowserStack,
  states: readonly PageState[],
  look: Look,
): Promise<string[]> {
  const problems: string[] = [];
  // axe-core needs a page that runs scripts.
  const waiting = states.filter(({ script }) => script !== false);
  const work = Array.from({ length: AT_A_TIME }, async () => {
    for (let state; (state = waiting.shift()) !== undefined;) {
      const found = await viewPageState(stack, state, look, async (page) => [
        ...await findOverflow(page),
        ...await findViolations(page),
      ]);
      problems.push(...found.map((line) => `${state.name}: ${line}`));
    }
  });
  await Promise.all(work);
  return problems;
}

/** The violations that axe-core finds: rule and element. */
async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

/** Where a page is wider than its window; on a computer also in windows narrower than the screen. */
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
