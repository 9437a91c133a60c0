// Pictures of every page in every state: light and dark, 360 and 1280 px, Chinese and English, into `screenshots/`.
import { SCENES } from "tests/pages/support/page_states.ts";
import { viewScene } from "tests/pages/support/page_state.ts";
import { type Look, openStage, type Stage } from "tests/pages/support/browser_stack.ts";

const FOLDER = new URL("../screenshots/", import.meta.url).pathname;
const AT_A_TIME = 3;
const WIDTHS = [360, 1280] as const;
const THEMES = ["light", "dark"] as const;
const LANGS = ["zh", "en"] as const;

const wanted = SCENES.filter(({ name }) =>
  Deno.args.length === 0 || Deno.args.some((part) => name.includes(part))
);
await Deno.mkdir(FOLDER, { recursive: true });
const stage = await openStage();
try {
  const shots = wanted.flatMap((scene) =>
    LANGS.flatMap((lang) => WIDTHS.map((width) => ({ scene, lang, width })))
  );
  const workers = Array.from({ length: AT_A_TIME }, async () => {
    for (let next; (next = shots.shift()) !== undefined;) await shoot(stage, next);
  });
  await Promise.all(workers);
} finally {
  await stage.close();
}

/** One scene in one language and width, in both themes. */
async function shoot(
  stage: Stage,
  { scene, lang, width }: { scene: typeof SCENES[number] } & Pick<Look, "lang" | "width">,
): Promise<void> {
  await viewScene(stage, scene, { theme: "light", width, lang }, async (page) => {
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      const path = `${FOLDER}${scene.name}.${lang}.${width}.${theme}.png`;
      await page.screenshot({ path, fullPage: true, animations: "disabled" });
    }
  });
}
