import type { Lang, Text } from "packages/platform/lang.ts";
import { Button, ButtonLink } from "packages/ui/button.tsx";
import { Page, type PageFrame } from "packages/ui/page.tsx";

/** How a system this process needs is provided. */
export type Provision = "embedded" | "simulated" | "configured" | "off";

export interface HomePageProps extends PageFrame {
  site: string;
  /** Places to go: sign-in page, simulators, API documentation. */
  links: ReadonlyArray<{ href: string; label: Text; detail: Text }>;
  /** What this process needs and where it has it from. `detail`: an address, a folder, or the variable that opens it. */
  systems: ReadonlyArray<{ name: Text; provision: Provision; detail?: string }>;
  member: { name: string; userId: string; roles: readonly string[] } | null;
}

const TEXTS = {
  lead: {
    zh: "这个进程运行着全部服务，它们共用这一个地址。",
    en: "All services run in this one process and share this address.",
  },
  signedIn: { zh: "已登录", en: "Signed in" },
  notSignedIn: { zh: "还没有登录", en: "Nobody is signed in" },
  signIn: { zh: "登录", en: "Sign in" },
  signOut: { zh: "退出登录", en: "Sign out" },
  offers: { zh: "这里有什么", en: "What is here" },
  systems: { zh: "由什么提供", en: "What it stands on" },
} satisfies Record<string, Text>;

const PROVISIONS: Readonly<Record<Provision, Text>> = {
  embedded: { zh: "内置", en: "embedded" },
  simulated: { zh: "模拟", en: "simulated" },
  configured: { zh: "已配置", en: "configured" },
  off: { zh: "未启用", en: "off" },
};

/**
 * `/` of the embedded process: what it offers, what it stands on, and who is signed in.
 * Render with `referrerPolicy: "strict-origin"`: its sign-out form meets the Origin check.
 */
export function HomePage(props: HomePageProps) {
  const { lang } = props;
  return (
    <Page {...props} title={`wecom-stack · ${props.site}`} width="wide">
      <header class="home-head">
        <h1>wecom-stack</h1>
        <p class="lead">{TEXTS.lead[lang]}</p>
      </header>
      <MemberBar lang={lang} member={props.member} />
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

function MemberBar({ lang, member }: { lang: Lang; member: HomePageProps["member"] }) {
  if (member === null) {
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
          {[TEXTS.signedIn[lang], member.userId, ...member.roles].join(" · ")}
        </span>
      </p>
      <form method="post" action="/api/auth/logout">
        <Button type="submit" kind="quiet">{TEXTS.signOut[lang]}</Button>
      </form>
    </section>
  );
}
