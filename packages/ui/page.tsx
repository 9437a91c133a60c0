import type { Child } from "hono/jsx";
import type { Lang } from "packages/platform/lang.ts";
import { LanguageSwitch } from "packages/ui/language_switch.tsx";

/** What every page needs from the service that answers it. */
export interface PageFrame {
  lang: Lang;
  /** URL of the service's built stylesheet: `assets.url("styles.css")`. */
  stylesheet: string;
  /** This page's own path and query, when a GET of it shows the same page: the language switch needs it. */
  here?: string;
}

export interface PageProps extends PageFrame {
  title: string;
  /** URLs of module scripts, from the service's assets. */
  scripts?: readonly string[];
  /** `wide` for lists, else one narrow column. */
  width?: "narrow" | "wide";
  children?: Child;
}

// A quiet mark of our own as a data URL: no extra request, and `img-src data:` allows it.
const ICON = "data:image/svg+xml," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3b51b5"/>' +
    '<path d="M8 13V8h5M19 8h5v5M24 19v5h-5M13 24H8v-5" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>' +
    '<rect x="13" y="13" width="6" height="6" rx="1.5" fill="#fff"/></svg>',
);

/** The shell of every page: head, language, one `main`, and the language switch below. */
export function Page(props: PageProps) {
  return (
    <html lang={props.lang === "zh" ? "zh-CN" : "en"}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{props.title}</title>
        <link rel="icon" href={ICON} />
        <link rel="stylesheet" href={props.stylesheet} />
        {props.scripts?.map((script) => <script key={script} type="module" src={script}></script>)}
      </head>
      <body class={props.width === "wide" ? "page page-wide" : "page"}>
        <main class="page-main">{props.children}</main>
        {props.here !== undefined && (
          <footer class="page-foot">
            <LanguageSwitch lang={props.lang} here={props.here} />
          </footer>
        )}
      </body>
    </html>
  );
}
