import { type Context, Hono } from "hono";
import { pickLang } from "packages/platform/lang.ts";
import type { Corp } from "simulators/wecom/corp.ts";
import { findPersona, listPersonas, type Persona } from "simulators/wecom/directory.ts";
import { AuthorizePage, authorizePageTitle } from "simulators/wecom/pages/authorize_page.tsx";
import { LoginPage, loginPageTitle, readMode } from "simulators/wecom/pages/login_page.tsx";
import { PageError } from "simulators/wecom/pages/page_error.ts";
import type { SignInPageProps } from "simulators/wecom/pages/people.tsx";
import { readPhoneHolder, rememberPhoneHolder } from "simulators/wecom/routes/phone_holder.ts";
import { renderPage } from "simulators/wecom/routes/render_page.tsx";
import { confirmSignIn, denySignIn } from "simulators/wecom/routes/sign_in_redirect.ts";
import {
  parseAuthorizeRequest,
  parseLegacyLoginRequest,
  parseLoginRequest,
  type SignInRequest,
} from "simulators/wecom/routes/sign_in_request.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** The paths of WeCom's sign-in pages. */
export const signInPaths = {
  login: "/wwlogin/sso/login",
  legacyLogin: "/wwopen/sso/qrConnect",
  authorize: "/connect/oauth2/authorize",
} as const;

/**
 * The login page for desktop browsers, which stays open when the member cancels; its older form, which redirects then;
 * and the in-app authorize page with scope
 * `snsapi_base`, as the simulated phone opens it. The latter redirects at once when the phone knows its holder; with
 * `sim_user=?` it asks again. Scripts send what the forms send: `sim_user`, and `sim_action` = `confirm`, `deny` or
 * `expire` (login only).
 */
export function createSignInPages(state: WecomState, publicUrl: string): Hono {
  const app = new Hono();
  const showLogin = (c: Context, query: URLSearchParams, request: SignInRequest) => {
    const action = query.get("sim_action");
    if (action === "confirm") {
      return c.redirect(confirmSignIn(state, request, findChosen(request.corp, query)));
    }
    const mode = readMode(action);
    const content = <LoginPage {...propsOf(c, request, publicUrl)} mode={mode} />;
    const width = mode === "expired" ? "narrow" : "wide";
    return renderPage(c, { publicUrl, title: loginPageTitle, width, content });
  };
  app.get(signInPaths.login, (c) => {
    const query = new URL(c.req.url).searchParams;
    return showLogin(c, query, parseLoginRequest(state, query));
  });
  app.get(signInPaths.legacyLogin, (c) => {
    const query = new URL(c.req.url).searchParams;
    const request = parseLegacyLoginRequest(state, query);
    const isDenied = query.get("sim_action") === "deny";
    return isDenied ? c.redirect(denySignIn(request)) : showLogin(c, query, request);
  });
  app.get(signInPaths.authorize, (c) => {
    const query = new URL(c.req.url).searchParams;
    const request = parseAuthorizeRequest(state, query);
    const { corp } = request;
    const action = query.get("sim_action");
    if (action === "deny") return c.redirect(denySignIn(request));
    if (action === "confirm") {
      const persona = findChosen(corp, query);
      if (query.has("sim_remember")) rememberPhoneHolder(c, { corp, persona, publicUrl });
      return c.redirect(confirmSignIn(state, request, persona));
    }
    const holder = readPhoneHolder(c, corp);
    if (holder && !query.has("sim_user")) {
      return c.redirect(confirmSignIn(state, request, holder));
    }
    const content = <AuthorizePage {...propsOf(c, request, publicUrl)} />;
    return renderPage(c, { publicUrl, title: authorizePageTitle, content });
  });
  return app;
}

function propsOf(
  c: Context,
  { page, corp, agent, redirectUri }: SignInRequest,
  publicUrl: string,
): SignInPageProps {
  const query = new URL(c.req.url).searchParams;
  const chosen = findPersona(corp, query.get("sim_user") ?? "") ?? readPhoneHolder(c, corp);
  return {
    lang: pickLang(c.req.raw),
    corp,
    agent,
    redirectHost: redirectUri.host,
    vendorQuery: [...query].filter(([name]) => !name.startsWith("sim_")),
    action: `${publicUrl}${signInPaths[page]}`,
    selectedId: chosen?.id,
  };
}

/**
 * The person that `sim_user` names.
 * @throws PageError with the known persons
 */
function findChosen(corp: Corp, query: URLSearchParams): Persona {
  const id = query.get("sim_user") ?? "";
  const persona = findPersona(corp, id);
  if (persona) return persona;
  const known = listPersonas(corp).map((it) => it.id).join(", ");
  throw new PageError({
    zh: `sim_user「${id}」不在模拟的 ${corp.id} 中。可用：${known}`,
    en: `Cannot sign in as "${id}": the simulated ${corp.id} has only ${known}`,
  });
}
