import { Hono } from "hono";
import { pickLang, type Text } from "packages/platform/lang.ts";
import { HomePage, homePageTitle } from "simulators/llm/pages/home_page.tsx";
import type { LlmState } from "simulators/llm/state/state.ts";
import { addStylesheet, renderSimulatorPage } from "simulators/shared/page.tsx";

const notice: Text = {
  zh: "这是大模型接口的模拟器，没有运行任何模型。",
  en: "This simulates a language model's API. No model runs here.",
};

/** The simulator's one page. */
export function createHomePages(state: LlmState, publicUrl: string): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const lang = pickLang(c.req.raw);
    const content = <HomePage lang={lang} publicUrl={publicUrl} settings={state.settings} />;
    const page = { publicUrl, title: homePageTitle, notice, width: "wide", content } as const;
    return renderSimulatorPage(c, page);
  });
  addStylesheet(app);
  return app;
}
