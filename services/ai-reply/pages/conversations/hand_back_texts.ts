import type { Lang, Text } from "packages/platform/lang.ts";

/** The texts of the buttons that change who answers. */
export const HAND_BACK_TEXTS = {
  handOver: { zh: "接管", en: "Take over" },
  resume: { zh: "交还给 AI", en: "Hand back to the AI" },
  answer: { zh: "让 AI 回复", en: "Let the AI answer" },
  answerDetail: { zh: "AI 现在就回复这些消息。", en: "The AI answers these messages now." },
  keep: { zh: "暂不回复", en: "Leave unanswered" },
  keepDetail: {
    zh: "列表中保持「未回复」，AI 从下一条消息开始回复。",
    en: "The list keeps showing it; the AI answers from the next message on.",
  },
  settled: { zh: "同事已回复", en: "A colleague has answered" },
  settledDetail: {
    zh: "已在企业微信、电话等其他地方回复客户。",
    en: "In WeCom, on the phone or elsewhere.",
  },
  markAnswered: { zh: "标为已回复", en: "Mark as answered" },
} as const satisfies Record<string, Text>;

/** What must be decided at a hand-back. `count` is the number of messages that the AI can answer. */
export function askAboutUnanswered(count: number, lang: Lang): string {
  if (lang === "zh") {
    return count === 0
      ? "客户还在等同事回复，交还后如何处理？"
      : `还有 ${count} 条消息未回复，交还后如何处理？`;
  }
  if (count === 0) return "The customer still waits for a colleague. What should happen?";
  return count === 1
    ? "One message is not answered. What should happen to it?"
    : `${count} messages are not answered. What should happen to them?`;
}
