import type { Child } from "hono/jsx";
import { Document } from "packages/ui/document.tsx";
import { LanguageSwitch } from "packages/ui/language_switch.tsx";

/** Props of {@link Page}. */
export interface PageProps {
  title: string;
  /** Names of built module scripts of the service. */
  scripts?: readonly string[];
  /** `wide` for lists, else one narrow column. */
  width?: "narrow" | "wide";
  /** Shows links to the same page in the other language. Only for pages that a GET of the same address shows again. */
  hasLanguageSwitch?: boolean;
  children?: Child;
}

/** The shell of a page outside the console: one `main`, and the language switch below. */
export function Page(props: PageProps) {
  return (
    <Document
      title={props.title}
      {...props.scripts && { scripts: props.scripts }}
      bodyClass={props.width === "wide" ? "page page-wide" : "page"}
    >
      <main class="page-main">{props.children}</main>
      {props.hasLanguageSwitch && (
        <footer class="page-foot">
          <LanguageSwitch />
        </footer>
      )}
    </Document>
  );
}
