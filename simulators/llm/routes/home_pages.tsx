import { Hono } from "hono";
import type { Environment } from "simulators/llm/environment.ts";
import { HomePage, homePageTitle } from "simulators/llm/pages/home_page.tsx";
import type { LlmState } from "simulators/llm/state/state.ts";
import type { Text } from "simulators/shared/language.ts";
import { languageOf, renderSimulatorPage } from "simulators/shared/render_page.tsx";
import { styles } from "simulators/shared/styles.ts";

const notice: Text = {
  zh: "这里模拟大模型接口，没有任何模型在运行。",
  en: "This page stands in for a language model. No model runs here.",
};

/** The simulator's own page. */
export function createHomePages(state: LlmState, publicUrl: string): Hono<Environment> {
  const app = new Hono<Environment>();
  app.get("/", (c) => {
    const content = (
      <HomePage language={languageOf(c)} publicUrl={publicUrl} settings={state.settings} />
    );
    const page = { publicUrl, notice, title: homePageTitle, columns: "wide", content } as const;
    return renderSimulatorPage(c, page);
  });
  app.get("/_assets/simulator.css", (c) => {
    c.header("cache-control", "no-cache");
    return c.body(styles, 200, { "content-type": "text/css; charset=utf-8" });
  });
  return app;
}
