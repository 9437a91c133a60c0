import type { JSX } from "hono/jsx/jsx-runtime";
import { COMPONENTS } from "packages/catalog/catalog.ts";
import type { PageFrame } from "packages/ui/page_frame.ts";
import { renderInFrame } from "packages/ui/render_page.tsx";

/** A page frame for tests: Chinese, all services deployed, an operator signed in. */
export function createTestFrame(given: Partial<PageFrame> = {}): PageFrame {
  return {
    lang: "zh",
    here: "/",
    requestId: "request-1",
    member: { subject: "ww0/zhangsan", name: "张三", roles: ["staff", "operator"] },
    site: "crm.example.com",
    home: "https://crm.example.com",
    components: COMPONENTS,
    timeZone: "Asia/Shanghai",
    now: Date.now(),
    assetUrl: (name) => `/assets/test/${name}`,
    ...given,
  };
}

/** The HTML of a page or component in a {@link createTestFrame}, without the doctype. */
export function renderForTest(page: JSX.Element, given: Partial<PageFrame> = {}): string {
  return renderInFrame(createTestFrame(given), page).body.replace("<!doctype html>", "");
}
