import { Hono } from "hono";
import { pickLang } from "packages/platform/lang.ts";
import { AuthorizePage, authorizePageTitle } from "simulators/wecom/pages/authorize_page.tsx";
import { findChosen } from "simulators/wecom/routes/find_chosen.ts";
import { readPhoneHolder, rememberPhoneHolder } from "simulators/wecom/routes/phone_holder.ts";
import { renderPage } from "simulators/wecom/routes/render_page.tsx";
import { confirmSignIn, denySignIn } from "simulators/wecom/routes/sign_in_redirect.ts";
import { parseAuthorizeRequest } from "simulators/wecom/routes/sign_in_request.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

const path = "/connect/oauth2/authorize";

/**
 * The in-app authorize page (D91022) with scope `snsapi_base`, as the simulated phone opens it. It
 * redirects at once when the phone knows its holder; with `sim_user=?` it asks again. Scripts add
 * `sim_user` and `sim_action`.
 */
export function createAuthorizePages(state: WecomState, publicUrl: string): Hono {
  const app = new Hono();
  app.get(path, (c) => {
    const query = new URL(c.req.url).searchParams;
    const request = parseAuthorizeRequest(state, query);
    const { corp, agent, redirectUri } = request;
    const action = query.get("sim_action");
    if (action === "deny") return c.redirect(denySignIn(request));
    if (action === "confirm") {
      const persona = findChosen(corp, query);
      const location = confirmSignIn(state, request, persona);
      if (query.has("sim_remember")) rememberPhoneHolder(c, { corp, persona, publicUrl });
      return c.redirect(location);
    }
    const holder = readPhoneHolder(c, corp);
    if (holder && !query.has("sim_user")) {
      return c.redirect(confirmSignIn(state, request, holder));
    }
    const chosen = query.get("sim_user");
    const content = (
      <AuthorizePage
        lang={pickLang(c.req.raw)}
        corp={corp}
        agent={agent}
        redirectHost={redirectUri.host}
        query={query}
        action={`${publicUrl}${path}`}
        selectedId={chosen && chosen !== "?" ? chosen : holder?.id}
      />
    );
    return renderPage(c, { publicUrl, title: authorizePageTitle, content });
  });
  return app;
}
