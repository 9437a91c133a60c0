import { createContext, useContext } from "hono/jsx";
import type { Component } from "packages/catalog/catalog.ts";
import type { Principal } from "packages/platform/http/access.ts";
import type { Lang } from "packages/platform/lang.ts";

/** What every page needs to know, besides its own content: the request, the deployment and the caller. */
export interface PageFrame {
  readonly lang: Lang;
  /** Path and query of the request. */
  readonly here: string;
  /** For support; undefined where requests have no id. */
  readonly requestId: string | undefined;
  /** The person who is signed in; undefined on public routes. */
  readonly member: Principal | undefined;
  /** Host name of what people sign in to. */
  readonly site: string;
  /** The start page of what people sign in to: `FRONTEND_URL`. */
  readonly home: string;
  /** The deployed services: only their pages are linked. */
  readonly components: readonly Component[];
  /** `TZ_DISPLAY`. */
  readonly timeZone: string;
  /** The server's time, in milliseconds since the epoch. */
  readonly now: number;
  /** The URL of a built asset of the service, such as `styles.css`. */
  readonly assetUrl: (name: string) => string;
}

/** Holds the frame while a page is rendered. Set by `renderInFrame`. */
export const PageFrameContext = createContext<PageFrame | undefined>(undefined);

/**
 * The frame of the page that is being rendered. For components that only the server renders: components that also run
 * in the browser take what they need as props.
 * @throws Error when the component is not rendered by `renderInFrame`
 */
export function usePage(): PageFrame {
  const frame = useContext(PageFrameContext);
  if (frame === undefined) {
    throw new Error("Cannot read the page frame: there is none; render the page with renderPage");
  }
  return frame;
}

/** The language of the page that is being rendered. @throws Error as {@link usePage} does */
export function useLang(): Lang {
  return usePage().lang;
}
