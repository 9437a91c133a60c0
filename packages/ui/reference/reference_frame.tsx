import type { Child } from "hono/jsx";
import type { Component } from "packages/catalog/catalog.ts";
import type { Lang } from "packages/platform/lang.ts";
import { Document } from "packages/ui/document.tsx";
import { LanguageSwitch } from "packages/ui/language_switch.tsx";
import { REFERENCE_PATH, referencePath } from "packages/ui/reference/reference_paths.ts";

/** What every page of the reference needs. */
export interface ReferenceFrameProps {
  lang: Lang;
  /** This page's own path and query. */
  here: string;
  /** URL of the service's built stylesheet. */
  stylesheet: string;
  /** The deployed services. */
  components: readonly Component[];
}

const TEXTS = {
  reference: { zh: "接口文档", en: "API reference" },
  skip: { zh: "跳到内容", en: "Skip to the content" },
  services: { zh: "服务", en: "Services" },
};

/** The frame of the reference: the deployed services on top, then `contents` beside the page itself. */
export function ReferenceFrame(
  props: ReferenceFrameProps & {
    title: string;
    name?: Component;
    contents?: Child;
    children: Child;
  },
) {
  const { lang, name } = props;
  return (
    <Document
      lang={lang}
      title={`${props.title} · ${TEXTS.reference[lang]}`}
      stylesheet={props.stylesheet}
      bodyClass="reference"
    >
      <a class="skip" href="#content">{TEXTS.skip[lang]}</a>
      <header class="reference-top">
        <a class="reference-brand" href={REFERENCE_PATH}>wecom-stack {TEXTS.reference[lang]}</a>
        <nav class="reference-services" aria-label={TEXTS.services[lang]}>
          {props.components.map((component) => (
            <a
              key={component}
              href={referencePath(component)}
              {...component === name && { "aria-current": "page" }}
            >
              {component}
            </a>
          ))}
        </nav>
        <LanguageSwitch lang={lang} here={props.here} />
      </header>
      {props.contents}
      <main class="reference-main" id="content" tabindex={-1}>{props.children}</main>
    </Document>
  );
}
