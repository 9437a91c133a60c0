import type { UnreadKind } from "services/ai-reply/domain/unread_parts.ts";

/** Replies that are sent without the model. Customers read them, so they are Chinese. */
export const CANNED_REPLIES = {
  help: [
    "您可以直接输入问题，我会尽快回答。",
    "也可以输入：",
    "人工 —— 转给同事接待",
    "机器人 —— 回到自动回答",
    "重新开始 —— 忘记之前的对话",
    "帮助 —— 显示这段说明",
  ].join("\n"),
  toStaff: "好的，已为您转接人工，同事会尽快回复您。输入“机器人”可以回到自动回答。",
  /** In 微信客服 the customer waits in the queue of WeCom's client; 机器人 works until a colleague accepts the customer. */
  toStaffQueued:
    "好的，已为您转接人工，同事会尽快接待您。开始接待之前，输入“机器人”可以回到自动回答。",
  withStaff: "您的消息已转给同事，同事会尽快回复您。输入“机器人”可以回到自动回答。",
  toBot: "好的，现在由我来回答您。输入“人工”可以随时转给同事。",
  forgotten: "好的，我们重新开始。请问有什么可以帮您？",
  noModel: "您好，您的问题已经收到，同事会尽快回复您。",
  tooMany: "您提问得有点快，请稍后再试。需要同事接待时请输入“人工”。",
  sensitiveQuestion: "抱歉，这个问题我无法回答。需要同事接待时请输入“人工”。",
  sensitiveAnswer: "抱歉，这个问题我无法回答。您可以换个问法，或输入“人工”由同事接待。",
  /** Fits a slow model, an unavailable model, and staff who answer in the end. */
  slowNotice: "抱歉，让您久等了：您的问题我们正在处理，会尽快回复您。",
  /** Ends a stream of an AI bot that cannot be updated any more. */
  tooLate: "抱歉，我这次没能及时答上来，请稍后再问一次。",
  /** For a message of an AI bot whose answer appears in a later stream. */
  answeredBelow: "请看下面的回复。",
  image: "收到您的图片了。我暂时看不懂图片，请用文字描述您的问题。",
  voice: "收到您的语音了。我暂时听不懂语音，请用文字描述您的问题。",
  video: "收到您的视频了。我暂时看不懂视频，请用文字描述您的问题。",
  file: "收到您的文件了。我暂时读不了文件，请用文字描述您的问题。",
  other: "收到您的消息了。这种消息我还看不懂，请用文字描述您的问题。",
} as const;

const KIND_NAMES: Readonly<Record<UnreadKind, string>> = {
  image: "图片",
  voice: "语音",
  video: "视频",
  file: "文件",
  other: "其他消息",
};

/** The reply to messages that the model cannot read: one sentence, even for several kinds. */
export function replyToKinds(kinds: readonly [UnreadKind, ...UnreadKind[]]): string {
  const [first, ...rest] = kinds;
  if (rest.length === 0) return CANNED_REPLIES[first];
  return `收到您的${listNames(kinds)}了。这些内容我暂时看不懂，请用文字描述您的问题。`;
}

/** The reply to a message that quotes something that the model cannot read. */
export function replyToQuoted(kinds: readonly [UnreadKind, ...UnreadKind[]]): string {
  return `您引用的${listNames(kinds)}我暂时看不懂，请用文字描述里面的内容。`;
}

function listNames(kinds: readonly [UnreadKind, ...UnreadKind[]]): string {
  const names = kinds.map((kind) => KIND_NAMES[kind]);
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join("、")}和${names.at(-1)}`;
}
