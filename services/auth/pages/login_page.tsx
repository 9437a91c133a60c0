import { ButtonLink } from "packages/ui/button.tsx";
import { Card } from "packages/ui/card.tsx";
import type { Text } from "packages/platform/lang.ts";
import { Notice } from "packages/ui/notice.tsx";
import { Page } from "packages/ui/page.tsx";
import { useLang, usePage } from "packages/ui/page_frame.ts";
import { SignInTo } from "packages/ui/sign_in_to.tsx";
import { AccountForm } from "services/auth/pages/account_form.tsx";
import { ScanPanel } from "services/auth/pages/scan_panel.tsx";
import type { DescribedAttempt } from "services/auth/domain/describe_new_attempt.ts";
import { initialScanState, scanStateOf } from "services/auth/pages/scan_state.ts";

/** Props of {@link LoginPage}. */
export interface LoginPageProps {
  /** The app whose members may sign in, or undefined when no app is set up for sign-in. */
  app: string | undefined;
  /** The attempt to show at once; undefined: the page's script creates one. */
  attempt: DescribedAttempt | undefined;
  /** Whether the browser is one of a phone: it is offered the way without a QR code first. */
  isPhone: boolean;
  /** Path to go to after sign-in, as the request gave it (already checked). */
  redirect: string;
  /** The same place as a URL, on the origin that serves it. */
  destination: string;
  /** Whether a local account exists. */
  accounts: boolean;
  /** Whether WeCom is simulated: offers the simulated phone under the QR. */
  simulated: boolean;
  /** The host that must be entered in WeCom's console, when WeCom's page sends no browser back. */
  missingHost?: string | undefined;
  /** Whether the person has just signed out. */
  signedOut: boolean;
}

const TEXTS = {
  signIn: { zh: "登录", en: "Sign in" },
  otherWays: { zh: "其他登录方式", en: "Other ways to sign in" },
  hosted: { zh: "使用企业微信网页登录", en: "Sign in on WeCom's page" },
  account: { zh: "使用账号登录", en: "Sign in with an account" },
  samePhone: { zh: "使用企业微信登录", en: "Sign in with WeCom" },
  samePhoneHow: {
    zh: "在这部手机上打开企业微信的登录页。",
    en: "Opens WeCom's sign-in page on this phone.",
  },
  otherPhone: { zh: "用另一部手机扫码登录", en: "Scan a QR code with another phone" },
  signedOut: { zh: "您已退出登录。", en: "You have signed out." },
  noScript: {
    zh: "扫码登录需要浏览器启用 JavaScript。您也可以使用企业微信网页登录。",
    en: "The QR code needs JavaScript. You can sign in on WeCom's page instead.",
  },
  accountsNoScript: {
    zh: "账号登录需要浏览器启用 JavaScript。",
    en: "Signing in with an account needs JavaScript.",
  },
  noWay: {
    zh: "还没有可用的登录方式，请联系管理员配置企业微信应用。",
    en: "Sign-in is not set up yet. Ask an administrator to set up the WeCom app.",
  },
} satisfies Record<string, Text>;

/** `/login`: one card. In the browser `login_client.tsx` takes over `#scan` and `#account-form`. */
export function LoginPage(props: LoginPageProps) {
  const { lang, site } = usePage();
  const { app } = props;
  return (
    <Page
      title={`${TEXTS.signIn[lang]} · ${site}`}
      scripts={["login_client.js"]}
      hasLanguageSwitch
    >
      {props.signedOut && <Notice tone="good" once="signed_out">{TEXTS.signedOut[lang]}</Notice>}
      {props.missingHost !== undefined && (
        <Notice tone="warn">{describeMissing(props.missingHost)[lang]}</Notice>
      )}
      <Card heading={<SignInTo />}>
        {app !== undefined && (
          props.isPhone ? <SamePhone {...props} app={app} /> : <Scan {...props} app={app} />
        )}
        {app === undefined && props.accounts && <Account {...props} />}
        {app === undefined && !props.accounts && <Notice tone="warn">{TEXTS.noWay[lang]}</Notice>}
        {app !== undefined && <OtherWays {...props} app={app} />}
      </Card>
    </Page>
  );
}

/** On a phone: the way that needs no second device. */
function SamePhone(props: LoginPageProps & { app: string }) {
  const lang = useLang();
  return (
    <div class="same-phone">
      <ButtonLink href={hostedUrl(props)}>{TEXTS.samePhone[lang]}</ButtonLink>
      <p class="quiet">{TEXTS.samePhoneHow[lang]}</p>
    </div>
  );
}

/** The QR code of a phone's page. Its attempt is created when it is unfolded. */
function OtherPhone(props: LoginPageProps & { app: string }) {
  const lang = useLang();
  return (
    <details class="way-fold" open={props.attempt !== undefined}>
      <summary class="way">{TEXTS.otherPhone[lang]}</summary>
      <Scan {...props} />
    </details>
  );
}

function Scan(props: LoginPageProps & { app: string }) {
  const { lang, now } = usePage();
  return (
    <>
      <noscript>
        <Notice tone="info">{TEXTS.noScript[lang]}</Notice>
        <p class="actions">
          <ButtonLink href={hostedUrl(props)}>{TEXTS.hosted[lang]}</ButtonLink>
        </p>
      </noscript>
      <div
        id="scan"
        class="needs-script"
        data-lang={lang}
        data-app={props.app}
        data-redirect={props.redirect}
        data-simulated={props.simulated ? "yes" : "no"}
        {...props.attempt !== undefined && {
          "data-attempt": JSON.stringify(props.attempt),
          "data-now": String(now),
        }}
      >
        <ScanPanel
          lang={lang}
          state={props.attempt === undefined ? initialScanState : scanStateOf(props.attempt)}
          simulated={props.simulated}
        />
      </div>
    </>
  );
}

function OtherWays(props: LoginPageProps & { app: string }) {
  const lang = useLang();
  return (
    <nav class="ways needs-script" aria-label={TEXTS.otherWays[lang]}>
      {props.isPhone
        ? <OtherPhone {...props} />
        : <a class="way" href={hostedUrl(props)}>{TEXTS.hosted[lang]}</a>}
      {props.accounts && (
        <details class="way-fold">
          <summary class="way">{TEXTS.account[lang]}</summary>
          <AccountForm destination={props.destination} />
        </details>
      )}
    </nav>
  );
}

function Account(props: LoginPageProps) {
  const lang = useLang();
  return (
    <>
      <noscript>
        <Notice tone="warn">{TEXTS.accountsNoScript[lang]}</Notice>
      </noscript>
      <div class="needs-script">
        <AccountForm destination={props.destination} />
      </div>
    </>
  );
}

function describeMissing(host: string): Text {
  return {
    zh:
      `企业微信的网页登录最近都没有跳转回来。如果企业微信页面提示 redirect_uri 错误，请联系管理员把「授权回调域」设为 ${host}。`,
    en:
      `WeCom's page has sent no browser back lately. If it shows an error about redirect_uri, ask an administrator to enter ${host} as its callback domain (授权回调域).`,
  };
}

function hostedUrl(props: { app: string; redirect: string }): string {
  const query = new URLSearchParams({ flow: "hosted", app: props.app, redirect: props.redirect });
  return `/login?${query}`;
}
