import type { Text } from "packages/platform/lang.ts";
import { Button } from "packages/ui/button.tsx";
import { PhoneForm, type SignInPageProps } from "simulators/wecom/pages/people.tsx";

const TEXTS = {
  title: { zh: "模拟手机", en: "Simulated phone" },
  who: { zh: "这是谁的手机？", en: "Whose phone is this?" },
  silent: {
    zh: "企业微信会静默完成这一步。模拟器需要知道手机在谁手里，记住之后不再询问。",
    en: "WeCom does this step silently. The simulator has to know who holds the phone; once it " +
      "remembers, it does not ask again.",
  },
  remember: { zh: "记住这台手机的主人", en: "Remember who holds this phone" },
  open: { zh: "打开", en: "Open" },
  deny: { zh: "取消", en: "Cancel" },
} as const satisfies Record<string, Text>;

/** The page's title. */
export const authorizePageTitle: Text = TEXTS.title;

/** The in-app authorize page on the simulated phone: who holds it. */
export function AuthorizePage(props: SignInPageProps) {
  const { lang, corp, agent, redirectHost } = props;
  return (
    <section class="card">
      <header class="card-head">
        <h1>{TEXTS.title[lang]}</h1>
        <p class="lead">
          {`${corp.name} · ${agent.name}`} → <code>{redirectHost}</code>
        </p>
      </header>
      <p class="lead">{TEXTS.silent[lang]}</p>
      <PhoneForm {...props} legend={TEXTS.who[lang]}>
        <label class="check">
          <input type="checkbox" name="sim_remember" value="1" checked />
          {TEXTS.remember[lang]}
        </label>
        <div class="buttons">
          <Button type="submit" name="sim_action" value="confirm">{TEXTS.open[lang]}</Button>
          <Button type="submit" kind="quiet" name="sim_action" value="deny">
            {TEXTS.deny[lang]}
          </Button>
        </div>
      </PhoneForm>
    </section>
  );
}
