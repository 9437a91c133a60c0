import type { Agent, Corp, Member } from "simulators/wecom/cast.ts";
import { isInScope, listPersonas, type Persona } from "simulators/wecom/directory.ts";
import type { Language, Text } from "simulators/shared/language.ts";

const badges = {
  disabled: { zh: "已禁用", en: "Disabled" },
  notActivated: { zh: "未激活", en: "Not activated" },
  left: { zh: "已退出", en: "Left" },
  outOfScope: { zh: "不在可见范围", en: "Out of scope" },
  outsider: { zh: "非企业成员", en: "Not a member" },
  customer: { zh: "外部客户", en: "Customer" },
} as const satisfies Record<string, Text>;

/** The radio buttons of everybody who could hold the phone. `agent` null: no scope to speak of. */
export function People(
  { language, legend, corp, agent, selectedId }: {
    language: Language;
    legend: string;
    corp: Corp;
    agent: Agent | null;
    selectedId: string | undefined;
  },
) {
  const personas = listPersonas(corp);
  const selected = selectedId ?? personas[0]?.id;
  return (
    <fieldset class="people">
      <legend>{legend}</legend>
      {personas.map((persona) => (
        <label class="person">
          <input
            type="radio"
            name="sim_user"
            value={persona.id}
            checked={persona.id === selected}
            required
          />
          <span class="avatar" aria-hidden="true">{[...persona.name][0]}</span>
          <span class="who">
            <span>{persona.name}</span>
            <code class="quiet">{persona.id}</code>
          </span>
          <PersonaBadge language={language} corp={corp} agent={agent} persona={persona} />
        </label>
      ))}
    </fieldset>
  );
}

/** What is not usual about this person, if anything. */
export function PersonaBadge(
  { language, corp, agent, persona }: {
    language: Language;
    corp: Corp;
    agent: Agent | null;
    persona: Persona;
  },
) {
  if (persona.kind === "outsider") {
    const badge = persona.outsider.customer ? badges.customer : badges.outsider;
    return <span class="badge">{badge[language]}</span>;
  }
  const badge = memberBadge(corp, agent, persona.member);
  if (!badge) return null;
  return <span class={badge === badges.outOfScope ? "badge" : "badge off"}>{badge[language]}</span>;
}

function memberBadge(corp: Corp, agent: Agent | null, member: Member): Text | undefined {
  if (member.status === 2) return badges.disabled;
  if (member.status === 4) return badges.notActivated;
  if (member.status === 5) return badges.left;
  return agent && !isInScope(corp, agent, member) ? badges.outOfScope : undefined;
}
