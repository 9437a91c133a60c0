import type { Child } from "hono/jsx";
import { CONSOLE_PATH, deployedParts } from "packages/catalog/catalog.ts";
import { Document } from "packages/ui/document.tsx";
import { LanguageSwitch } from "packages/ui/language_switch.tsx";
import { usePage } from "packages/ui/page_frame.ts";

/** Props of {@link ConsolePage}. */
export interface ConsolePageProps {
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
  skip: { zh: "跳到内容", en: "Skip to the content" },
  navigation: { zh: "控制台导航", en: "Console" },
  overview: { zh: "概览", en: "Overview" },
  signOut: { zh: "退出登录", en: "Sign out" },
};

/**
 * The shell of every console page: navigation on the left (on top below 720 px), title, who is signed in, sign-out. It
 * loads the service's `console_client.js`. Render it with `referrerPolicy: "strict-origin"`: its forms must pass the
 * Origin check.
 * @throws Error when no one is signed in: the route must require a role
 */
export function ConsolePage(props: ConsolePageProps) {
  const { lang, member } = usePage();
  if (member === undefined) {
    throw new Error(
      "Cannot render a console page: no one is signed in; the route must require a role",
    );
  }
  return (
    <Document
      title={`${props.title} · wecom-stack`}
      scripts={["console_client.js"]}
      bodyClass="console"
    >
      <a class="skip" href="#content">{TEXTS.skip[lang]}</a>
      <header class="console-side">
        <a class="console-brand" href={CONSOLE_PATH}>wecom-stack</a>
        <Navigation part={props.part} />
        <div class="console-person">
          <span class="console-name">{member.name}</span>
          <form method="post" action="/api/auth/logout">
            <button class="link" type="submit">{TEXTS.signOut[lang]}</button>
          </form>
          <LanguageSwitch />
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

function Navigation(props: { part: string }) {
  const { lang, components } = usePage();
  const entries = [
    { path: CONSOLE_PATH, label: TEXTS.overview },
    ...deployedParts(components),
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
