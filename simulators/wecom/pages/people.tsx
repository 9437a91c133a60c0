import type { Child } from "hono/jsx";
import type { Lang, Text } from "packages/platform/lang.ts";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import type { Agent, Corp, Member } from "simulators/wecom/corp.ts";
import { isInScope, listPersonas, type Persona } from "simulators/wecom/directory.ts";

const TEXTS = {
  disabled: { zh: "已禁用", en: "Disabled" },
  notActivated: { zh: "未激活", en: "Not activated" },
  left: { zh: "已退出", en: "Left" },
  outOfScope: { zh: "不在可见范围", en: "Out of scope" },
  outsider: { zh: "非企业成员", en: "Not a member" },
  customer: { zh: "外部客户", en: "Customer" },
} as const satisfies Record<string, Text>;

/** What both sign-in pages show. */
export interface SignInPageProps {
  lang: Lang;
  corp: Corp;
  agent: Agent;
  redirectHost: string;
  /** WeCom's parameters of the page, without those of the simulator. */
  vendorQuery: string[][];
  /** The page's own address, to which its form goes. */
  action: string;
  selectedId: string | undefined;
}

/** The form of the simulated phone: who holds it, and below that `children` with the buttons. */
export function PhoneForm(
  { lang, legend, corp, agent, vendorQuery, action, selectedId, children }: SignInPageProps & {
    legend: string;
    children: Child;
  },
) {
  const personas = listPersonas(corp);
  const selected = selectedId ?? personas[0]?.id;
  return (
    <form method="get" action={action}>
      {vendorQuery.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <fieldset class="people">
        <legend class="field-label">{legend}</legend>
        {personas.map((persona) => (
          <label class="person">
            <input
              type="radio"
              name="sim_user"
              value={persona.id}
              checked={persona.id === selected}
              required
            />
            <span>
              {persona.name} <code>{persona.id}</code>
            </span>
            <PersonaTag lang={lang} corp={corp} agent={agent} persona={persona} />
          </label>
        ))}
      </fieldset>
      {children}
    </form>
  );
}

/** What is unusual about a person, if anything. */
export function PersonaTag(
  { lang, corp, agent, persona }: {
    lang: Lang;
    corp: Corp;
    agent: Agent | null;
    persona: Persona;
  },
) {
  if (persona.kind === "outsider") {
    const kind = persona.outsider.customer ? "customer" : "outsider";
    return <StateTag tone="quiet">{TEXTS[kind][lang]}</StateTag>;
  }
  const state = stateOf(corp, agent, persona.member);
  if (state === undefined) return null;
  return <StateTag tone={state === "outOfScope" ? "warn" : "bad"}>{TEXTS[state][lang]}</StateTag>;
}

function stateOf(
  corp: Corp,
  agent: Agent | null,
  member: Member,
): keyof typeof TEXTS | undefined {
  if (member.status === 2) return "disabled";
  if (member.status === 4) return "notActivated";
  if (member.status === 5) return "left";
  return agent && !isInScope(corp, agent, member) ? "outOfScope" : undefined;
}
