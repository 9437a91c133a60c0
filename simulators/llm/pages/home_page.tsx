import type { Lang, Text } from "packages/platform/lang.ts";
import { DataTable } from "simulators/shared/data_table.tsx";
import type { Settings } from "simulators/llm/state/state.ts";

const TEXTS = {
  title: { zh: "大模型模拟器", en: "Language model simulator" },
  about: {
    zh: "通过 HTTP 模拟兼容 OpenAI 的大模型：流式与非流式输出、推理内容、限流、超时和断流。" +
      "背后没有模型，默认把问题原样返回。",
    en: "Simulates an OpenAI-compatible language model over HTTP: whole or streamed answers, " +
      "reasoning, rate limits, time-outs and broken streams. There is no model: by default the " +
      "answer repeats the question.",
  },
  setting: { zh: "配置", en: "Setting" },
  value: { zh: "值", en: "Value" },
  address: { zh: "接口地址（末尾的 /v1 可省略）", en: "Base URL (/v1 is optional)" },
  key: { zh: "API 密钥", en: "API key" },
  models: { zh: "模型", en: "Models" },
  ask: { zh: "调用示例", en: "Example" },
  control: { zh: "控制接口", en: "Control API" },
  journal: { zh: "请求记录", en: "Journal" },
  scenarios: { zh: "当前场景", en: "Scenarios" },
} as const satisfies Record<string, Text>;

/** The page's title. */
export const homePageTitle: Text = TEXTS.title;

/** What the simulator is, how to call it, and where its control API is. */
export function HomePage(
  { lang, publicUrl, settings }: { lang: Lang; publicUrl: string; settings: Settings },
) {
  const rows = [
    [TEXTS.address[lang], `${publicUrl}/v1`],
    [TEXTS.key[lang], settings.apiKey],
    [TEXTS.models[lang], settings.models.join(", ")],
  ];
  return (
    <section class="card">
      <header>
        <h1>{TEXTS.title[lang]}</h1>
        <p class="lead">{TEXTS.about[lang]}</p>
      </header>
      <p class="links">
        <a href={`${publicUrl}/_control`}>{TEXTS.control[lang]}</a>
        <a href={`${publicUrl}/_control/journal`}>{TEXTS.journal[lang]}</a>
        <a href={`${publicUrl}/_control/scenarios`}>{TEXTS.scenarios[lang]}</a>
      </p>
      <DataTable
        caption={TEXTS.title[lang]}
        columns={[TEXTS.setting[lang], TEXTS.value[lang]]}
        rows={rows}
      />
      <h2>{TEXTS.ask[lang]}</h2>
      <pre><code>{describeCall(publicUrl, settings)}</code></pre>
    </section>
  );
}

function describeCall(publicUrl: string, { apiKey, models }: Settings): string {
  const messages = [{ role: "user", content: "报名多少钱" }];
  const body = JSON.stringify({ model: models[0], stream: true, messages });
  return `curl -N ${publicUrl}/v1/chat/completions -H 'Authorization: Bearer ${apiKey}' -d '${body}'`;
}
