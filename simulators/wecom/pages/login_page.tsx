import type { Agent, Corp } from "simulators/wecom/cast.ts";
import { FakeQr } from "simulators/wecom/pages/fake_qr.tsx";
import { HiddenInputs } from "simulators/wecom/pages/hidden_inputs.tsx";
import type { Language, Text } from "simulators/shared/language.ts";
import { People } from "simulators/wecom/pages/people.tsx";

const texts = {
  title: { zh: "企业微信扫码登录", en: "Sign in with WeCom" },
  qr: { zh: "示意二维码，不需要扫描", en: "A picture of a QR code, nothing to scan" },
  waiting: { zh: "等待模拟手机确认", en: "Waiting for the simulated phone" },
  cancelled: {
    zh: "已在手机上取消。和企业微信一样，页面停在这里，可以重新确认。",
    en: "Cancelled on the phone. As with WeCom, the page stays here; you can confirm again.",
  },
  expired: { zh: "二维码已过期", en: "The code has expired" },
  renew: { zh: "刷新二维码", en: "Show a new code" },
  phone: { zh: "模拟手机", en: "Simulated phone" },
  phoneHint: {
    zh: "选择一位成员，当作 TA 用手机扫了码。",
    en: "Choose a member, as if they had scanned with their phone.",
  },
  who: { zh: "谁在扫码？", en: "Who is scanning?" },
  confirm: { zh: "确认登录", en: "Confirm sign-in" },
  deny: { zh: "取消", en: "Cancel" },
  expire: { zh: "让二维码过期", en: "Let it expire" },
} as const satisfies Record<string, Text>;

/** What the login page shows. */
export interface LoginPageProps {
  language: Language;
  corp: Corp;
  agent: Agent;
  redirectHost: string;
  query: URLSearchParams;
  /** Where the page's form goes: the page itself. */
  action: string;
  mode: "waiting" | "cancelled" | "expired";
  selectedId: string | undefined;
}

/** The page title, also for the browser's tab. */
export const loginPageTitle: Text = texts.title;

/** WeCom's login page: the code on one side, the phone that would scan it on the other. */
export function LoginPage(props: LoginPageProps) {
  const { language, query, action, mode } = props;
  const vendorQuery = new URLSearchParams([...query].filter(([name]) => !name.startsWith("sim_")));
  const isExpired = mode === "expired";
  return (
    <>
      <section class={isExpired ? "card code expired" : "card code"}>
        <Heading {...props} />
        <div class="qr">
          <FakeQr seed={vendorQuery.toString()} label={texts.qr[language]} />
          {isExpired && (
            <div class="veil">
              <a class="button" href={`${action}?${vendorQuery}`}>{texts.renew[language]}</a>
            </div>
          )}
        </div>
        <p class="status quiet" role="status">
          {isExpired ? texts.expired[language] : texts.waiting[language]}
        </p>
      </section>
      {!isExpired && <Phone {...props} />}
    </>
  );
}

function Heading({ language, corp, agent, redirectHost }: LoginPageProps) {
  const target = language === "zh"
    ? `登录「${corp.name}」的「${agent.name}」，然后回到`
    : `To "${agent.name}" of "${corp.name}", then back to`;
  return (
    <div class="head">
      <h1>{texts.title[language]}</h1>
      <p class="quiet">
        {target} <code>{redirectHost}</code>
      </p>
    </div>
  );
}

function Phone({ language, corp, agent, query, action, mode, selectedId }: LoginPageProps) {
  return (
    <section class="card">
      <div class="head">
        <h2>{texts.phone[language]}</h2>
        <p class="quiet">{texts.phoneHint[language]}</p>
      </div>
      {mode === "cancelled" && <p class="notice" role="alert">{texts.cancelled[language]}</p>}
      <form method="get" action={action}>
        <HiddenInputs query={query} />
        <People
          language={language}
          legend={texts.who[language]}
          corp={corp}
          agent={agent}
          selectedId={selectedId}
        />
        <div class="actions">
          <button type="submit" class="button main first" name="sim_action" value="confirm">
            {texts.confirm[language]}
          </button>
          <button type="submit" class="button" name="sim_action" value="deny">
            {texts.deny[language]}
          </button>
          <button type="submit" class="button" name="sim_action" value="expire">
            {texts.expire[language]}
          </button>
        </div>
      </form>
    </section>
  );
}
