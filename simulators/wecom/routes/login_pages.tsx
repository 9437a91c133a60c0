import { type Context, Hono } from "hono";
import { pickLang } from "packages/platform/lang.ts";
import {
  LoginPage,
  type LoginPageProps,
  loginPageTitle,
} from "simulators/wecom/pages/login_page.tsx";
import { findChosen } from "simulators/wecom/routes/find_chosen.ts";
import { readPhoneHolder } from "simulators/wecom/routes/phone_holder.ts";
import { renderPage } from "simulators/wecom/routes/render_page.tsx";
import { confirmSignIn, denySignIn } from "simulators/wecom/routes/sign_in_redirect.ts";
import { type LoginRequest, parseLoginRequest } from "simulators/wecom/routes/sign_in_request.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

const paths = { login: "/wwlogin/sso/login", qrConnect: "/wwopen/sso/qrConnect" } as const;

/**
 * The login pages for desktop browsers. When the member cancels, the current page stays open, and the legacy one
 * redirects with `state` alone. Scripts send what the page's form sends: `sim_user`, and `sim_action` = `confirm`,
 * `deny` or `expire`.
 */
export function createLoginPages(state: WecomState, publicUrl: string): Hono {
  const app = new Hono();
  for (const page of ["login", "qrConnect"] as const) {
    app.get(paths[page], (c) => {
      const query = new URL(c.req.url).searchParams;
      const request = parseLoginRequest(state, query, page);
      const action = query.get("sim_action");
      if (action === "confirm") {
        return c.redirect(confirmSignIn(state, request, findChosen(request.corp, query)));
      }
      if (action === "deny" && page === "qrConnect") return c.redirect(denySignIn(request));
      return showPage(c, { request, query, publicUrl });
    });
  }
  return app;
}

function showPage(
  c: Context,
  { request, query, publicUrl }: {
    request: LoginRequest;
    query: URLSearchParams;
    publicUrl: string;
  },
): Response | Promise<Response> {
  const { corp, agent, redirectUri, page } = request;
  const mode = readMode(query.get("sim_action"));
  const content = (
    <LoginPage
      lang={pickLang(c.req.raw)}
      corp={corp}
      agent={agent}
      redirectHost={redirectUri.host}
      query={query}
      action={`${publicUrl}${paths[page]}`}
      mode={mode}
      selectedId={query.get("sim_user") ?? readPhoneHolder(c, corp)?.id}
    />
  );
  const width = mode === "expired" ? "narrow" : "wide";
  return renderPage(c, { publicUrl, title: loginPageTitle, width, content });
}

function readMode(action: string | null): LoginPageProps["mode"] {
  if (action === "deny") return "cancelled";
  return action === "expire" ? "expired" : "waiting";
}
