import type { Clock } from "packages/platform/clock.ts";
import type { Component } from "packages/catalog/catalog.ts";
import type { AppOptions } from "packages/platform/http/app.ts";
import { pickLang } from "packages/platform/lang.ts";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";
import { type Assets, loadAssets } from "packages/ui/assets.ts";
import type { PageFrame } from "packages/ui/page_frame.ts";
import { createErrorRenderer } from "packages/ui/render_error.tsx";
import { createPageRenderer, type RenderPage } from "packages/ui/render_page.tsx";

const ASSETS_FOLDER = new URL(".build/assets", PROJECT_ROOT).pathname;

/** The configuration of pages. */
export interface PagesConfig {
  readonly FRONTEND_URL: string;
  readonly COMPONENTS: readonly Component[];
  readonly TZ_DISPLAY: string;
}

/** The page side of one service. */
export interface Pages {
  readonly assets: Assets;
  /** For routes. */
  readonly renderPage: RenderPage;
  /** For `createServiceApp`. */
  readonly renderError: AppOptions["renderError"];
  /** For requests that no route of an App answers. */
  frameOf(request: Request, about: Pick<PageFrame, "member" | "requestId">): PageFrame;
}

/**
 * Loads the built assets of a service and creates what its pages are rendered with.
 * @throws Error when the assets are not built
 */
export function loadPages({ service, config, clock }: {
  readonly service: Component;
  readonly config: PagesConfig;
  readonly clock: Clock;
}): Pages {
  const assets = loadAssets({ service, folder: ASSETS_FOLDER });
  const deployment = {
    site: new URL(config.FRONTEND_URL).host,
    home: config.FRONTEND_URL,
    components: config.COMPONENTS,
    timeZone: config.TZ_DISPLAY,
    assetUrl: assets.url,
  };
  const frameOf: Pages["frameOf"] = (request, about) => {
    const { pathname, search } = new URL(request.url);
    return {
      ...deployment,
      ...about,
      lang: pickLang(request),
      here: pathname + search,
      now: clock.now(),
    };
  };
  return {
    assets,
    renderPage: createPageRenderer(frameOf),
    renderError: createErrorRenderer(frameOf),
    frameOf,
  };
}
