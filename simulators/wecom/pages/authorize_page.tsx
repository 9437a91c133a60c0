import type { Agent, Corp } from "simulators/wecom/cast.ts";
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
  remember: { zh: "记住这台手机的主人", en: "Remember who holds this phone" },
  open: { zh: "打开", en: "Open" },
  deny: { zh: "取消", en: "Cancel" },
} as const satisfies Record<string, Text>;

/** The page title, also for the browser's tab. */
export const authorizePageTitle: Text = texts.title;

/** The in-app authorize page on the simulated phone: who holds it. */
export function AuthorizePage(
  { language, corp, agent, redirectHost, query, action, selectedId }: {
    language: Language;
    corp: Corp;
    agent: Agent | null;
    redirectHost: string;
    query: URLSearchParams;
    action: string;
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
      <p class="quiet">{texts.silent[language]}</p>
      <form method="get" action={action}>
        <HiddenInputs query={query} />
        <People
          language={language}
          legend={texts.who[language]}
          corp={corp}
          agent={agent}
          selectedId={selectedId}
        />
        <label class="choice">
          <input type="checkbox" name="sim_remember" value="1" checked />
          {texts.remember[language]}
        </label>
        <div class="actions">
          <button type="submit" class="button main" name="sim_action" value="confirm">
            {texts.open[language]}
          </button>
          <button type="submit" class="button" name="sim_action" value="deny">
            {texts.deny[language]}
          </button>
        </div>
      </form>
    </section>
  );
}
