import { createRemoteJWKSet } from "jose";
import { HomePage, type HomePageProps } from "embedded/home_page.tsx";
import type { Mount } from "packages/platform/dispatcher.ts";
import { createAuthenticator } from "packages/platform/http/access.ts";
import { createCookies } from "packages/platform/http/cookies.ts";
import { pickLang } from "packages/platform/lang.ts";
import { loadAssets } from "packages/ui/assets.ts";
import { renderPage } from "packages/ui/render_page.ts";

const ASSETS = new URL("../.build/assets", import.meta.url).pathname;

/** What the home page shows besides who is signed in. */
export interface HomeOptions {
  readonly publicUrl: string;
  readonly jwksUrl: string;
  readonly links: HomePageProps["links"];
  readonly systems: HomePageProps["systems"];
}

/** `/` of the embedded process: what this process offers. Behind an Ingress `/` is the company's own front end. */
export function createHome(options: HomeOptions): Mount {
  const { publicUrl } = options;
  const assets = loadAssets({ service: "auth", folder: ASSETS });
  const authenticator = createAuthenticator({
    keys: createRemoteJWKSet(new URL(options.jwksUrl)),
    issuer: publicUrl,
    cookies: createCookies({ secure: publicUrl.startsWith("https:") }),
    now: Date.now,
  });
  return {
    paths: ["/"],
    async fetch(request) {
      if (request.headers.get("host") !== new URL(publicUrl).host) {
        return new Response(null, { status: 303, headers: { location: `${publicUrl}/` } });
      }
      // The page is about the process: it shows itself also when nobody can be recognised for the moment.
      const principal = await authenticator.identify(request).catch(() => undefined);
      const page = renderPage(
        <HomePage
          lang={pickLang(request)}
          here={new URL(request.url).search === "" ? "/" : `/${new URL(request.url).search}`}
          stylesheet={assets.url("styles.css")}
          site={new URL(publicUrl).host}
          links={options.links}
          systems={options.systems}
          member={principal === undefined
            ? null
            : { name: principal.name, userId: principal.subject, roles: principal.roles }}
        />,
        { referrerPolicy: "strict-origin" },
      );
      return new Response(page.body, { headers: page.headers });
    },
  };
}
