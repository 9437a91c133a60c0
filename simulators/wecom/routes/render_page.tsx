import type { Context } from "hono";
import type { Text } from "simulators/shared/language.ts";
import { type Page, renderSimulatorPage } from "simulators/shared/render_page.tsx";

const notice: Text = {
  zh: "这里模拟企业微信，不是企业微信本身。",
  en: "This page stands in for WeCom. It is not WeCom.",
};

/** Sends a page of the simulated WeCom. */
export function renderPage(c: Context, page: Omit<Page, "notice">): Response | Promise<Response> {
  return renderSimulatorPage(c, { ...page, notice });
}
