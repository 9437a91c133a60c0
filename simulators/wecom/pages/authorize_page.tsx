import { type Agent, type Corp, type PrivateField } from "simulators/wecom/cast.ts";
import { HiddenInputs } from "simulators/wecom/pages/hidden_inputs.tsx";
import type { Language, Text } from "simulators/shared/language.ts";
import { People } from "simulators/wecom/pages/people.tsx";

const texts = {
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

/** The page title, also for the browser's tab. */
export const authorizePageTitle: Text = texts.title;

/** The in-app authorize page on the simulated phone: who holds it, and what they agree to. */
export function AuthorizePage(
  { language, corp, agent, redirectHost, query, action, asksConsent, selectedId }: {
    language: Language;
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
      <div class="head">
        <h1>{texts.title[language]}</h1>
        <p class="quiet">
          {app} → <code>{redirectHost}</code>
        </p>
      </div>
      {!asksConsent && <p class="quiet">{texts.silent[language]}</p>}
      <form method="get" action={action}>
        <HiddenInputs query={query} />
        <People
          language={language}
          legend={texts.who[language]}
          corp={corp}
          agent={agent}
          selectedId={selectedId}
        />
        {asksConsent && agent && <Consent language={language} fields={agent.privateFields} />}
        <label class="choice">
          <input type="checkbox" name="sim_remember" value="1" checked />
          {texts.remember[language]}
        </label>
        <div class="actions">
          <button type="submit" class="button main" name="sim_action" value="confirm">
            {asksConsent ? texts.allow[language] : texts.open[language]}
          </button>
          <button type="submit" class="button" name="sim_action" value="deny">
            {texts.deny[language]}
          </button>
        </div>
      </form>
    </section>
  );
}

/** The hidden empty value tells "asked, and nothing agreed to" from "not asked". */
function Consent({ language, fields }: { language: Language; fields: PrivateField[] }) {
  return (
    <div class="choices">
      <p class="quiet" id="consent">{texts.consent[language]}</p>
      <input type="hidden" name="sim_share" value="" />
      {fields.map((field) => (
        <label class="choice plain">
          <input type="checkbox" name="sim_share" value={field} checked />
          {fieldNames[field][language]}
        </label>
      ))}
    </div>
  );
}
