import { renderSVG } from "uqr";
import type { Text } from "packages/platform/lang.ts";
import { Button, ButtonLink } from "packages/ui/button.tsx";
import { Notice } from "packages/ui/notice.tsx";
import { PhoneForm, type SignInPageProps } from "simulators/wecom/pages/people.tsx";

const TEXTS = {
  title: { zh: "企业微信扫码登录", en: "Sign in with WeCom" },
  qr: { zh: "示意二维码，无需扫描", en: "A picture of a QR code; do not scan it" },
  qrText: {
    zh: "这是模拟器的示意二维码，请在页面上选择成员。",
    en: "This QR code of the simulator is only a picture. Choose a member on the page.",
  },
  waiting: { zh: "等待模拟手机确认", en: "Waiting for the simulated phone" },
  cancelled: {
    zh: "已在手机上取消。与企业微信一样，页面停留在这里，可以重新确认。",
    en: "Cancelled on the phone. As with WeCom, this page stays open; you can confirm again.",
  },
  expired: { zh: "二维码已过期", en: "The QR code has expired" },
  renew: { zh: "刷新二维码", en: "Show a new code" },
  phone: { zh: "模拟手机", en: "Simulated phone" },
  phoneHint: {
    zh: "选择一位成员，代替用手机扫码。",
    en: "Choose a member instead of scanning with a phone.",
  },
  who: { zh: "谁在扫码？", en: "Who is scanning?" },
  confirm: { zh: "确认登录", en: "Confirm sign-in" },
  deny: { zh: "取消", en: "Cancel" },
  expire: { zh: "让二维码过期", en: "Let it expire" },
} as const satisfies Record<string, Text>;

interface LoginPageProps extends SignInPageProps {
  mode: "waiting" | "cancelled" | "expired";
}

/** What the page shows after the action that `sim_action` names. */
export function readMode(action: string | null): LoginPageProps["mode"] {
  if (action === "deny") return "cancelled";
  return action === "expire" ? "expired" : "waiting";
}

/** The page's title. */
export const loginPageTitle: Text = TEXTS.title;

/** WeCom's login page: the QR code, and beside it the phone that would scan it. */
export function LoginPage(props: LoginPageProps) {
  const { lang, vendorQuery, action, mode } = props;
  const isExpired = mode === "expired";
  return (
    <div class="columns">
      <section class={isExpired ? "card login login-expired" : "card login"}>
        <Heading {...props} />
        <img class="qr" alt={TEXTS.qr[lang]} src={qrPicture(TEXTS.qrText[lang])} />
        <p role="status">{isExpired ? TEXTS.expired[lang] : TEXTS.waiting[lang]}</p>
        {isExpired && (
          <ButtonLink href={`${action}?${new URLSearchParams(vendorQuery)}`}>
            {TEXTS.renew[lang]}
          </ButtonLink>
        )}
      </section>
      {!isExpired && <Phone {...props} />}
    </div>
  );
}

/** For the look of the page only: the code holds a sentence and no login. */
function qrPicture(text: string): string {
  return `data:image/svg+xml,${encodeURIComponent(renderSVG(text, { border: 4 }))}`;
}

function Heading({ lang, corp, agent, redirectHost }: LoginPageProps) {
  const target = lang === "zh"
    ? `登录“${corp.name}”的“${agent.name}”，完成后返回`
    : `To "${agent.name}" of "${corp.name}", then back to`;
  return (
    <header class="card-head">
      <h1>{TEXTS.title[lang]}</h1>
      <p class="lead">
        {target} <code>{redirectHost}</code>
      </p>
    </header>
  );
}

function Phone(props: LoginPageProps) {
  const { lang, mode } = props;
  return (
    <section class="card">
      <header>
        <h2>{TEXTS.phone[lang]}</h2>
        <p class="lead">{TEXTS.phoneHint[lang]}</p>
      </header>
      {mode === "cancelled" && <Notice tone="warn">{TEXTS.cancelled[lang]}</Notice>}
      <PhoneForm {...props} legend={TEXTS.who[lang]}>
        <div class="buttons">
          <Button type="submit" name="sim_action" value="confirm">{TEXTS.confirm[lang]}</Button>
          <Button type="submit" kind="quiet" name="sim_action" value="deny">
            {TEXTS.deny[lang]}
          </Button>
          <Button type="submit" kind="quiet" name="sim_action" value="expire">
            {TEXTS.expire[lang]}
          </Button>
        </div>
      </PhoneForm>
    </section>
  );
}
