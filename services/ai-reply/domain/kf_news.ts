import type { KfItem } from "packages/wecom/client/kf_values.ts";
import type { Content } from "services/ai-reply/domain/conversation.ts";
import { kfNotDelivered } from "services/ai-reply/domain/delivery_errors.ts";

/** The meaning of an item of 微信客服 for its conversation. */
export type KfNews =
  | { readonly kind: "message"; readonly author: "customer" | "staff"; readonly content: Content }
  /** `human`: a colleague serves the customer. `bot`: the session ended. */
  | { readonly kind: "mode"; readonly mode: "human" | "bot" }
  | { readonly kind: "recalled"; readonly msgId: string }
  /** A message of ours did not arrive. `error` is the reason, for operators. */
  | { readonly kind: "not_delivered"; readonly msgId: string; readonly error: string }
  /** Nothing to do, for example when a customer opens the chat or a colleague's status changes. */
  | { readonly kind: "none" };

/** Interprets one item of `kf/sync_msg` (WeCom document path 94670). */
export function readKfNews(item: KfItem): KfNews {
  if (item.kind === "message") {
    return { kind: "message", author: item.from, content: item.content };
  }
  const { type, change, failedMsgId, failType, recalledMsgId } = item.event;
  if (type === "session_status_change") {
    // 3: the session ended. 1, 2, 4: a colleague accepted, received or reopened it.
    return { kind: "mode", mode: change === 3 ? "bot" : "human" };
  }
  if (type === "msg_send_fail" && failedMsgId !== undefined) {
    return { kind: "not_delivered", msgId: failedMsgId, error: kfNotDelivered(failType) };
  }
  const isRecall = type === "user_recall_msg" || type === "servicer_recall_msg";
  if (isRecall && recalledMsgId !== undefined) {
    return { kind: "recalled", msgId: recalledMsgId };
  }
  return { kind: "none" };
}
