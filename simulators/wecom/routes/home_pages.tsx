import { Hono } from "hono";
import type { Corp } from "simulators/wecom/cast.ts";
import { findPersona, type Persona } from "simulators/wecom/directory.ts";
import type { Environment } from "simulators/wecom/environment.ts";
import { chatStyles } from "simulators/wecom/pages/chat_styles.ts";
import { ControlPage, controlPageTitle } from "simulators/wecom/pages/control_page.tsx";
import { HomePage, homePageTitle } from "simulators/wecom/pages/home_page.tsx";
import { PageError } from "simulators/wecom/pages/page_error.ts";
import { styles } from "simulators/shared/styles.ts";
import { readPhoneHolder, rememberPhoneHolder } from "simulators/wecom/routes/phone_holder.ts";
import { languageOf } from "simulators/shared/render_page.tsx";
import { renderPage } from "simulators/wecom/routes/render_page.tsx";
import type { WecomState } from "simulators/wecom/state/state.ts";

const scannable = ["/connect/oauth2/authorize", "/wwlogin/sso/login", "/wwopen/sso/qrConnect"];

/**
 * The simulator's own pages: what it is, the phone that opens the content of a QR code
 * (`/_phone/open?url=…&holder=<corpid>/<userid>`), and the control API explained.
 */
export function createHomePages(
  state: WecomState,
  { callNames, publicUrl }: { callNames: readonly string[]; publicUrl: string },
): Hono<Environment> {
  const app = new Hono<Environment>();
  app.get("/", (c) => {
    const [mainCorp] = state.corps;
    const holder = mainCorp && readPhoneHolder(c, mainCorp);
    const content = (
      <HomePage
        language={languageOf(c)}
        corps={state.corps}
        publicUrl={publicUrl}
        holder={mainCorp && holder && `${mainCorp.id}/${holder.id}`}
      />
    );
    return renderPage(c, { publicUrl, title: homePageTitle, columns: "wide", content });
  });
  app.get("/_phone/open", (c) => {
    const query = new URL(c.req.url).searchParams;
    const location = readScanned(query.get("url") ?? "", publicUrl);
    const { corp, persona } = findHolder(state.corps, query.get("holder") ?? "");
    rememberPhoneHolder(c, { corp, persona, publicUrl });
    return c.redirect(location);
  });
  app.on("GET", ["/_control", "/_control/"], (c) => {
    const language = languageOf(c);
    const content = <ControlPage language={language} publicUrl={publicUrl} callNames={callNames} />;
    return renderPage(c, { publicUrl, title: controlPageTitle, columns: "wide", content });
  });
  app.get("/_assets/simulator.css", (c) => {
    c.header("cache-control", "no-cache");
    return c.body(styles + chatStyles, 200, { "content-type": "text/css; charset=utf-8" });
  });
  return app;
}

/** The simulator's page for a scanned address, whether it names WeCom's host or this one. */
function readScanned(scanned: string, publicUrl: string): string {
  const url = URL.canParse(scanned.trim()) ? new URL(scanned.trim()) : undefined;
  const path = scannable.find((candidate) => url?.pathname.endsWith(candidate));
  if (url && path) return `${publicUrl}${path}${url.search}`;
  throw new PageError({
    zh: "这不是企业微信的登录链接。请粘贴二维码里的完整网址。",
    en: "This is not a WeCom sign-in link. Paste the whole address that the QR code holds.",
  });
}

function findHolder(corps: Corp[], holder: string): { corp: Corp; persona: Persona } {
  const [corpId, id = ""] = holder.split("/");
  const corp = corps.find((candidate) => candidate.id === corpId);
  const persona = corp && findPersona(corp, id);
  if (corp && persona) return { corp, persona };
  throw new PageError({ zh: "请选择手机的主人。", en: "Choose who holds the phone." });
}
