import { Hono } from "hono";
import { pickLang } from "packages/platform/lang.ts";
import { addStylesheet } from "simulators/shared/page.tsx";
import type { Corp } from "simulators/wecom/corp.ts";
import { findPersona, type Persona } from "simulators/wecom/directory.ts";
import { HomePage, homePageTitle } from "simulators/wecom/pages/home_page.tsx";
import { PageError } from "simulators/wecom/pages/page_error.ts";
import styles from "simulators/wecom/pages/styles.css" with { type: "text" };
import { readPhoneHolder, rememberPhoneHolder } from "simulators/wecom/routes/phone_holder.ts";
import { renderPage } from "simulators/wecom/routes/render_page.tsx";
import { signInPaths } from "simulators/wecom/routes/sign_in_pages.tsx";
import type { WecomState } from "simulators/wecom/state/state.ts";

/**
 * The simulator's home page, and the phone that opens the content of a QR code
 * (`/_phone/open?url=…&holder=<corpid>/<userid>`).
 */
export function createHomePages(state: WecomState, publicUrl: string): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const [mainCorp] = state.corps;
    const holder = mainCorp && readPhoneHolder(c, mainCorp);
    const content = (
      <HomePage
        lang={pickLang(c.req.raw)}
        corps={state.corps}
        publicUrl={publicUrl}
        holder={mainCorp && holder && `${mainCorp.id}/${holder.id}`}
      />
    );
    return renderPage(c, { publicUrl, title: homePageTitle, width: "wide", content });
  });
  app.get("/_phone/open", (c) => {
    const query = new URL(c.req.url).searchParams;
    const location = readScanned(query.get("url") ?? "", publicUrl);
    const { corp, persona } = findHolder(state.corps, query.get("holder") ?? "");
    rememberPhoneHolder(c, { corp, persona, publicUrl });
    return c.redirect(location);
  });
  addStylesheet(app, styles);
  return app;
}

/** The simulator's page for a scanned address, whether it names WeCom's host or this one. */
function readScanned(scanned: string, publicUrl: string): string {
  const url = URL.canParse(scanned.trim()) ? new URL(scanned.trim()) : undefined;
  const path = Object.values(signInPaths).find((candidate) => url?.pathname.endsWith(candidate));
  if (url && path) return `${publicUrl}${path}${url.search}`;
  throw new PageError({
    zh: "这不是企业微信的登录链接，请粘贴二维码里的完整网址。",
    en: "This is not a WeCom sign-in link. Paste the whole address from the QR code.",
  });
}

function findHolder(corps: Corp[], holder: string): { corp: Corp; persona: Persona } {
  const [corpId, id = ""] = holder.split("/");
  const corp = corps.find((candidate) => candidate.id === corpId);
  const persona = corp && findPersona(corp, id);
  if (corp && persona) return { corp, persona };
  throw new PageError({ zh: "请选择是谁的手机。", en: "Choose whose phone it is." });
}
