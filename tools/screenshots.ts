// Pictures of every page in every state: light and dark, 360 and 1280 px, Chinese and English, into `screenshots/`.
import { PAGE_STATES } from "tests/pages/support/page_states.ts";
import { viewPageState } from "tests/pages/support/page_state.ts";
import {
  type BrowserStack,
  type Look,
  openBrowserStack,
} from "tests/pages/support/browser_stack.ts";

const FOLDER = new URL("../screenshots/", import.meta.url).pathname;
const AT_A_TIME = 3;
const WIDTHS = [360, 1280] as const;
const THEMES = ["light", "dark"] as const;
const LANGS = ["zh", "en"] as const;

const wanted = PAGE_STATES.filter(({ name }) =>
  Deno.args.length === 0 || Deno.args.some((part) => name.includes(part))
);
await Deno.mkdir(FOLDER, { recursive: true });
const stack = await openBrowserStack();
try {
  const shots = wanted.flatMap((state) =>
    LANGS.flatMap((lang) => WIDTHS.map((width) => ({ state, lang, width })))
  );
  const workers = Array.from({ length: AT_A_TIME }, async () => {
    for (let next; (next = shots.shift()) !== undefined;) await shoot(stack, next);
  });
  await Promise.all(workers);
} finally {
  await stack.close();
}

/** One state in one language and width, in both themes. */
async function shoot(
  stack: BrowserStack,
  { state, lang, width }: { state: typeof PAGE_STATES[number] } & Pick<Look, "lang" | "width">,
): Promise<void> {
  await viewPageState(stack, state, { theme: "light", width, lang }, async (page) => {
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      const path = `${FOLDER}${state.name}.${lang}.${width}.${theme}.png`;
      await page.screenshot({ path, fullPage: true, animations: "disabled" });
    }
  });
}
