import type { ControlEntry } from "simulators/shared/control_entries.tsx";

/** What the control API does, for the front page. */
export const controlEntries: readonly ControlEntry[] = [
  {
    does: {
      zh: "遇到“多少钱”时这样回答，先等 20 秒，期间发送 keep-alive",
      en: 'Answer "多少钱" like this after 20 seconds, kept alive meanwhile',
    },
    method: "POST",
    path: "scenarios",
    body: { match: "多少钱", reply: "{prompt}？1280 元。", delayMs: 20000, keepAliveMs: 2000 },
  },
  {
    does: {
      zh: "带推理内容（reasoning_content），或写在 <think> 里（think）",
      en: "With reasoning_content, or within <think> (think)",
    },
    method: "POST",
    path: "scenarios",
    body: { reasoning: "想一想", reply: "想好了", chunkDelayMs: 100, chunkChars: 2 },
  },
  {
    does: { zh: "接下来两次限流", en: "The next two requests are over the limit" },
    method: "POST",
    path: "scenarios",
    body: { status: 429, retryAfterSeconds: 3, count: 2 },
  },
  {
    does: {
      zh: "发三块后断流；也可用 malformedAfterChunks、neverAnswers",
      en: "Cut after three chunks; or malformedAfterChunks, neverAnswers",
    },
    method: "POST",
    path: "scenarios",
    body: { cutAfterChunks: 3, count: 1 },
  },
  { does: { zh: "清除场景", en: "Clear the scenarios" }, method: "DELETE", path: "scenarios" },
  {
    does: { zh: "收到的每个请求，含消息", en: "Every request, with its messages" },
    method: "GET",
    path: "journal",
  },
  {
    does: { zh: "改密钥或模型", en: "Change key or models" },
    method: "POST",
    path: "settings",
    body: { apiKey: "another-key", models: ["deepseek-chat"] },
  },
  { does: { zh: "全部恢复", en: "Everything back" }, method: "POST", path: "reset" },
];
