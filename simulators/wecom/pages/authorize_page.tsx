import type { Agent, Corp } from "simulators/wecom/corp.ts";
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
  remember: { zh: "记住这台手机的主人", en: "Remember who holds this phone" },
  open: { zh: "打开", en: "Open" },
  deny: { zh: "取消", en: "Cancel" },
} as const satisfies Record<string, Text>;

/** The page's title. */
export const authorizePageTitle: Text = TEXTS.title;

/** The in-app authorize page on the simulated phone: who holds it. */
export function AuthorizePage(
  { lang, corp, agent, redirectHost, query, action, selectedId }: {
    lang: Lang;
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
      <header class="card-head">
        <h1>{TEXTS.title[lang]}</h1>
        <p class="lead">
          {app} → <code>{redirectHost}</code>
        </p>
      </header>
      <p class="lead">{TEXTS.silent[lang]}</p>
      <form method="get" action={action}>
        <HiddenInputs query={query} />
        <People
          lang={lang}
          legend={TEXTS.who[lang]}
          corp={corp}
          agent={agent}
          selectedId={selectedId}
        />
        <label class="check">
          <input type="checkbox" name="sim_remember" value="1" checked />
          {TEXTS.remember[lang]}
        </label>
        <div class="buttons">
          <Button type="submit" name="sim_action" value="confirm">
            {TEXTS.open[lang]}
          </Button>
          <Button type="submit" kind="quiet" name="sim_action" value="deny">
            {TEXTS.deny[lang]}
          </Button>
        </div>
      </form>
    </section>
  );
}
