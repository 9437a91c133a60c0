import type { Agent, Corp, PrivateField } from "simulators/wecom/corp.ts";
import { HiddenInputs } from "simulators/wecom/pages/hidden_inputs.tsx";
import type { Lang, Text } from "packages/platform/lang.ts";
import { Button } from "packages/ui/button.tsx";
import { People } from "simulators/wecom/pages/people.tsx";

const TEXTS = {
  title: { zh: "模拟手机", en: "Simulated phone" },
  who: { zh: "这是谁的手机？", en: "Whose phone is this?" },
  silent: {
    zh: "企业微信会静默完成这一步。模拟器需要知道手机在谁手里，记住之后不再询问。",
    en: "WeCom does this step silently. The simulator has to know who holds the phone; once it " +
      "remembers, it does not ask again.",
  },
  consent: {
    zh: "应用申请获取这些信息，由成员决定给哪些：",
    en: "The app asks for the following. The member decides what it gets:",
  },
  remember: { zh: "记住这台手机的主人", en: "Remember who holds this phone" },
  open: { zh: "打开", en: "Open" },
  allow: { zh: "同意", en: "Allow" },
  deny: { zh: "取消", en: "Cancel" },
} as const satisfies Record<string, Text>;

const fieldNames: Record<PrivateField, Text> = {
  gender: { zh: "性别", en: "Gender" },
  mobile: { zh: "手机号", en: "Mobile number" },
  email: { zh: "邮箱", en: "E-mail" },
};

/** The page's title. */
export const authorizePageTitle: Text = TEXTS.title;

/** The in-app authorize page on the simulated phone: who holds it, and what they agree to. */
export function AuthorizePage(
  { lang, corp, agent, redirectHost, query, action, asksConsent, selectedId }: {
    lang: Lang;
    corp: Corp;
    agent: Agent | null;
    redirectHost: string;
    query: URLSearchParams;
    action: string;
    asksConsent: boolean;
    selectedId: string | undefined;
  },
) {
  const app = agent ? `${corp.name} · ${agent.name}` : corp.name;
  return (
    <section class="card">
      <header class="card-head">
        <h1>{TEXTS.title[lang]}</h1>
        <p class="lead">
          {app} → <code>{redirectHost}</code>
        </p>
      </header>
      {!asksConsent && <p class="lead">{TEXTS.silent[lang]}</p>}
      <form method="get" action={action}>
        <HiddenInputs query={query} />
        <People
          lang={lang}
          legend={TEXTS.who[lang]}
          corp={corp}
          agent={agent}
          selectedId={selectedId}
        />
        {asksConsent && agent && <Consent lang={lang} fields={agent.privateFields} />}
        <label class="check">
          <input type="checkbox" name="sim_remember" value="1" checked />
          {TEXTS.remember[lang]}
        </label>
        <div class="buttons">
          <Button type="submit" name="sim_action" value="confirm">
            {asksConsent ? TEXTS.allow[lang] : TEXTS.open[lang]}
          </Button>
          <Button type="submit" kind="quiet" name="sim_action" value="deny">
            {TEXTS.deny[lang]}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** The hidden empty value tells "asked, and nothing agreed to" from "not asked". */
function Consent({ lang, fields }: { lang: Lang; fields: PrivateField[] }) {
  return (
    <div>
      <p class="lead" id="consent">{TEXTS.consent[lang]}</p>
      <input type="hidden" name="sim_share" value="" />
      {fields.map((field) => (
        <label class="check">
          <input type="checkbox" name="sim_share" value={field} checked />
          {fieldNames[field][lang]}
        </label>
      ))}
    </div>
  );
}
