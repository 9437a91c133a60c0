import type { Child } from "hono/jsx";
import type { Lang } from "packages/platform/lang.ts";
import { Document } from "packages/ui/document.tsx";
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

/** The shell of every page: head, language, one `main`, and the language switch below. */
export function Page(props: PageProps) {
  return (
    <Document {...props} bodyClass={props.width === "wide" ? "page page-wide" : "page"}>
      <main class="page-main">{props.children}</main>
      {props.here !== undefined && (
        <footer class="page-foot">
          <LanguageSwitch lang={props.lang} here={props.here} />
        </footer>
      )}
    </Document>
  );
}
