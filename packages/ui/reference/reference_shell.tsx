import type { Child } from "hono/jsx";
import type { Component } from "packages/catalog/catalog.ts";
import { Document } from "packages/ui/document.tsx";
import { LanguageSwitch } from "packages/ui/language_switch.tsx";
import { usePage } from "packages/ui/page_frame.ts";
import { REFERENCE_PATH, referencePath } from "packages/ui/reference/reference_paths.ts";

/** Props of {@link ReferenceShell}. */
export interface ReferenceShellProps {
  title: string;
  /** The service that the page is about: marked in the navigation. */
  name?: Component;
  /** The table of contents. */
  contents?: Child;
  children: Child;
}

const TEXTS = {
  reference: { zh: "接口文档", en: "API reference" },
  skip: { zh: "跳到内容", en: "Skip to the content" },
  services: { zh: "服务", en: "Services" },
};

/** The shell of the reference's pages: the deployed services on top, then `contents` beside the page itself. */
export function ReferenceShell({ title, name, contents, children }: ReferenceShellProps) {
  const { lang, components } = usePage();
  return (
    <Document title={`${title} · ${TEXTS.reference[lang]}`} bodyClass="reference">
      <a class="skip" href="#content">{TEXTS.skip[lang]}</a>
      <header class="reference-top">
        <a class="reference-brand" href={REFERENCE_PATH}>wecom-stack {TEXTS.reference[lang]}</a>
        <nav class="reference-services" aria-label={TEXTS.services[lang]}>
          {components.map((component) => (
            <a
              key={component}
              href={referencePath(component)}
              {...component === name && { "aria-current": "page" }}
            >
              {component}
            </a>
          ))}
        </nav>
        <LanguageSwitch />
      </header>
      {contents}
      <main class="reference-main" id="content" tabindex={-1}>{children}</main>
    </Document>
  );
}
