import type { Child } from "hono/jsx";
import type { Lang } from "packages/platform/lang.ts";
import { type Component, CONSOLE_PATH, deployedParts } from "packages/catalog/catalog.ts";
import { Document } from "packages/ui/document.tsx";
import { LanguageSwitch } from "packages/ui/language_switch.tsx";
import type { PageFrame } from "packages/ui/page.tsx";

/** What every console page needs, whatever it shows. */
export interface ConsoleFrame extends PageFrame {
  /** This page's own path and query: the language switch and the links of paging keep to it. */
  here: string;
  /** URL of the service's `console_client.js`. */
  script: string;
  /** Who is signed in: `c.get("principal")`. */
  member: { readonly name: string };
  /** The deployed services: `config.COMPONENTS`. */
  components: readonly Component[];
}

export interface ConsolePageProps extends ConsoleFrame {
  title: string;
  /** One line under the title. */
  lead?: Child;
  /** The path of the part that this page belongs to, as in the catalogue: marked in the navigation. */
  part: string;
  /** Buttons and links beside the title. */
  actions?: Child;
  children?: Child;
}

const TEXTS = {
  console: { zh: "控制台", en: "Console" },
  skip: { zh: "跳到内容", en: "Skip to the content" },
  navigation: { zh: "控制台导航", en: "Console" },
  overview: { zh: "概览", en: "Overview" },
  signOut: { zh: "退出登录", en: "Sign out" },
};

/**
 * The frame of every console page: navigation at the left (on top below 720 px), title, who is signed in, sign-out.
 * Render it with `referrerPolicy: "strict-origin"`: its forms meet the Origin check.
 */
export function ConsolePage(props: ConsolePageProps) {
  const { lang } = props;
  return (
    <Document
      lang={lang}
      title={`${props.title} · wecom-stack`}
      stylesheet={props.stylesheet}
      scripts={[props.script]}
      bodyClass="console"
    >
      <a class="skip" href="#content">{TEXTS.skip[lang]}</a>
      <header class="console-side">
        <a class="console-brand" href={CONSOLE_PATH}>wecom-stack</a>
        <Navigation lang={lang} part={props.part} components={props.components} />
        <div class="console-person">
          <span class="console-name">{props.member.name}</span>
          <form method="post" action="/api/auth/logout">
            <button class="link" type="submit">{TEXTS.signOut[lang]}</button>
          </form>
          <LanguageSwitch lang={lang} here={props.here} />
        </div>
      </header>
      <main class="console-main" id="content" tabindex={-1}>
        <div class="console-head">
          <div>
            <h1>{props.title}</h1>
            {props.lead !== undefined && <p class="lead">{props.lead}</p>}
          </div>
          {props.actions !== undefined && <div class="console-actions">{props.actions}</div>}
        </div>
        {props.children}
      </main>
    </Document>
  );
}

function Navigation(props: { lang: Lang; part: string; components: readonly Component[] }) {
  const { lang } = props;
  const entries = [
    { path: CONSOLE_PATH, label: TEXTS.overview },
    ...deployedParts(props.components),
  ];
  return (
    <nav class="console-nav" aria-label={TEXTS.navigation[lang]}>
      {entries.map(({ path, label }) => (
        <a key={path} href={path} {...path === props.part && { "aria-current": "page" }}>
          {label[lang]}
        </a>
      ))}
    </nav>
  );
}
