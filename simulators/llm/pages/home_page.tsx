import { controlEntries } from "simulators/llm/pages/control_entries.ts";
import type { Settings } from "simulators/llm/state/state.ts";
import { ControlEntries } from "simulators/shared/control_entries.tsx";
import type { Language, Text } from "simulators/shared/language.ts";

const texts = {
  title: { zh: "大模型模拟器", en: "Language model simulator" },
  about: {
    zh:
      "它通过真实的 HTTP 扮演一个兼容 OpenAI 的大模型：流式与非流式、推理内容、限流、超时、断流。" +
      "它并不思考，默认把问题原样返回。",
    en: "It plays an OpenAI-compatible language model over real HTTP: whole or streamed, with " +
      "reasoning, limits, silence and broken streams. It does not think: by default the question " +
      "comes back.",
  },
  address: { zh: "地址（末尾的 /v1 可省略）", en: "Base URL (/v1 may be left out)" },
  key: { zh: "密钥", en: "API key" },
  models: { zh: "模型", en: "Models" },
  journal: { zh: "请求记录", en: "Journal" },
  scenarios: { zh: "当前场景", en: "Scenarios" },
  ask: { zh: "问一句", en: "Ask something" },
  control: { zh: "控制接口", en: "Control API" },
} as const satisfies Record<string, Text>;

/** The page title, also for the browser's tab. */
export const homePageTitle: Text = texts.title;

/** What the simulator is, how to call it, and how to make it misbehave. */
export function HomePage(
  { language, publicUrl, settings }: {
    language: Language;
    publicUrl: string;
    settings: Settings;
  },
) {
  return (
    <>
      <section class="card">
        <div class="head">
          <h1>{texts.title[language]}</h1>
          <p class="prose">{texts.about[language]}</p>
        </div>
        <div class="scroll" tabindex={0} role="region" aria-label={texts.title[language]}>
          <table>
            <tbody>
              <Row name={texts.address[language]} value={`${publicUrl}/v1`} />
              <Row name={texts.key[language]} value={settings.apiKey} />
              <Row name={texts.models[language]} value={settings.models.join(", ")} />
            </tbody>
          </table>
        </div>
        <p class="row">
          <a href={`${publicUrl}/_control/journal`}>{texts.journal[language]}</a>
          <a href={`${publicUrl}/_control/scenarios`}>{texts.scenarios[language]}</a>
        </p>
      </section>
      <section class="card">
        <h2>{texts.ask[language]}</h2>
        <pre><code>{describeCall(publicUrl, settings)}</code></pre>
      </section>
      <section class="card">
        <h2>{texts.control[language]}</h2>
        <ControlEntries language={language} publicUrl={publicUrl} entries={controlEntries} />
      </section>
    </>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <code>{value}</code>
      </td>
    </tr>
  );
}

function describeCall(publicUrl: string, { apiKey, models }: Settings): string {
  const messages = [{ role: "user", content: "报名多少钱" }];
  const body = JSON.stringify({ model: models[0], stream: true, messages });
  return `curl -N ${publicUrl}/v1/chat/completions -H 'Authorization: Bearer ${apiKey}' -d '${body}'`;
}
