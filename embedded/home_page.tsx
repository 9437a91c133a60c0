import type { Text } from "packages/platform/lang.ts";
import { Button, ButtonLink } from "packages/ui/button.tsx";
import { Page } from "packages/ui/page.tsx";
import { usePage } from "packages/ui/page_frame.ts";

/** How a system that this process needs is provided. */
export type Provision = "embedded" | "simulated" | "configured" | "unreachable" | "off";

/** Props of {@link HomePage}. */
export interface HomePageProps {
  /** Links to the sign-in page, the console, simulators and the API reference. */
  links: ReadonlyArray<{ href: string; label: Text; detail: Text }>;
  /** The systems that this process needs. `detail`: an address, a folder, or the variable that configures it. */
  systems: ReadonlyArray<{ name: Text; provision: Provision; detail?: string }>;
}

const TEXTS = {
  lead: {
    zh: "所有服务都在同一个进程中运行，共用一个地址。",
    en: "All services run in one process and share this address.",
  },
  signedIn: { zh: "已登录", en: "Signed in" },
  notSignedIn: { zh: "未登录", en: "Not signed in" },
  signIn: { zh: "登录", en: "Sign in" },
  signOut: { zh: "退出登录", en: "Sign out" },
  offers: { zh: "功能入口", en: "Pages" },
  systems: { zh: "依赖的系统", en: "Systems in use" },
} satisfies Record<string, Text>;

const PROVISIONS: Readonly<Record<Provision, Text>> = {
  embedded: { zh: "内置", en: "embedded" },
  simulated: { zh: "模拟", en: "simulated" },
  configured: { zh: "已配置", en: "configured" },
  unreachable: { zh: "无法使用", en: "unreachable" },
  off: { zh: "未启用", en: "off" },
};

/**
 * `/` of the embedded process: its pages, the systems it uses, and who is signed in.
 * Render it with `referrerPolicy: "strict-origin"`: its sign-out form must pass the Origin check.
 */
export function HomePage(props: HomePageProps) {
  const { lang, site } = usePage();
  return (
    <Page title={`wecom-stack · ${site}`} width="wide" hasLanguageSwitch>
      <header class="home-head">
        <h1>wecom-stack</h1>
        <p class="lead">{TEXTS.lead[lang]}</p>
      </header>
      <MemberBar />
      <div class="home-columns">
        <section class="card" aria-labelledby="offers">
          <h2 id="offers">{TEXTS.offers[lang]}</h2>
          <ul class="rows">
            {props.links.map((link) => (
              <li key={link.href}>
                <a class="row-link" href={link.href}>{link.label[lang]}</a>
                <span class="row-detail">{link.detail[lang]}</span>
              </li>
            ))}
          </ul>
        </section>
        <section class="card" aria-labelledby="systems">
          <h2 id="systems">{TEXTS.systems[lang]}</h2>
          <ul class="rows">
            {props.systems.map((system) => (
              <li key={system.name.en}>
                <span class="row-head">
                  {system.name[lang]}
                  <span class={`tag tag-${system.provision}`}>
                    {PROVISIONS[system.provision][lang]}
                  </span>
                </span>
                {system.detail !== undefined && <span class="row-detail">{system.detail}</span>}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Page>
  );
}

function MemberBar() {
  const { lang, member } = usePage();
  if (member === undefined) {
    return (
      <section class="card bar">
        <p>{TEXTS.notSignedIn[lang]}</p>
        <ButtonLink href="/login?redirect=%2F">{TEXTS.signIn[lang]}</ButtonLink>
      </section>
    );
  }
  return (
    <section class="card bar">
      <p>
        <b>{member.name}</b>
        <span class="bar-detail">
          {[TEXTS.signedIn[lang], member.subject, ...member.roles].join(" · ")}
        </span>
      </p>
      <form method="post" action="/api/auth/logout">
        <Button type="submit" kind="quiet">{TEXTS.signOut[lang]}</Button>
      </form>
    </section>
  );
}
