import { createRemoteJWKSet } from "jose";
import { HomePage, type HomePageProps } from "embedded/home_page.tsx";
import type { Mount } from "packages/platform/dispatcher.ts";
import { createAuthenticator } from "packages/platform/http/access.ts";
import { createPublicHostTest } from "packages/platform/http/public_host.ts";
import { createCookies } from "packages/platform/http/cookies.ts";
import { systemClock } from "packages/platform/clock.ts";
import { COMPONENTS } from "packages/catalog/catalog.ts";
import { loadPages } from "packages/ui/load_pages.ts";
import { renderInFrame } from "packages/ui/render_page.tsx";

/** The content of the home page, and where access tokens are checked. */
export interface HomeOptions {
  readonly publicUrl: string;
  readonly jwksUrl: string;
  readonly links: HomePageProps["links"];
  /** Asked for each page, because a system may be away now. */
  readonly systems: () => Promise<HomePageProps["systems"]>;
}

/** `/` of the embedded process: its home page. In a split deployment `/` belongs to the company's own front end. */
export function createHome(options: HomeOptions): Mount {
  const { publicUrl } = options;
  const pages = loadPages({
    service: "auth",
    // The home page shows no times.
    config: { FRONTEND_URL: publicUrl, COMPONENTS, TZ_DISPLAY: "UTC" },
    clock: systemClock,
  });
  const authenticator = createAuthenticator({
    keys: createRemoteJWKSet(new URL(options.jwksUrl)),
    issuer: publicUrl,
    cookies: createCookies({ secure: publicUrl.startsWith("https:") }),
    now: Date.now,
  });
  const isPublicHost = createPublicHostTest(publicUrl);
  return {
    paths: ["/"],
    async fetch(request) {
      if (!isPublicHost(request)) {
        return new Response(null, { status: 303, headers: { location: `${publicUrl}/` } });
      }
      // The page is about the process: it must show even when access tokens cannot be checked.
      const member = await authenticator.identify(request).catch(() => undefined);
      const page = renderInFrame(
        pages.frameOf(request, { member, requestId: undefined }),
        <HomePage links={options.links} systems={await options.systems()} />,
        { referrerPolicy: "strict-origin" },
      );
      return new Response(page.body, { headers: page.headers });
    },
  };
}
