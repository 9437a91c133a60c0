import type { KfItem } from "packages/wecom/client/kf_values.ts";
import type { Content } from "services/ai-reply/domain/conversation.ts";

/** What an item of 微信客服 means for its conversation. */
export type KfNews =
  | { readonly kind: "message"; readonly author: "customer" | "staff"; readonly content: Content }
  /** A colleague serves the customer, or nobody does any more. */
  | { readonly kind: "mode"; readonly mode: "human" | "bot" }
  | { readonly kind: "recalled"; readonly msgId: string }
  /** A message of ours did not arrive. `error` tells the operator why. */
  | { readonly kind: "not_delivered"; readonly msgId: string; readonly error: string }
  /** Nothing to do: somebody looked in, a colleague's status changed. */
  | { readonly kind: "none" };

/** Why a message did not arrive; document path 94670, `fail_type`. */
const FAILURES: Readonly<Record<number, string>> = {
  1: "客服账号已删除",
  2: "应用已关闭",
  4: "会话已过期，超过 48 小时",
  5: "会话已关闭",
  6: "超过 5 条限制",
  8: "主体未验证",
  10: "用户拒收",
  11: "企业未有成员登录企业微信",
  12: "发送的消息为客服组件禁发的消息类型",
  13: "安全限制",
};

/** Reads one item of `kf/sync_msg`. */
export function readKfNews(item: KfItem): KfNews {
  if (item.kind === "message") {
    return { kind: "message", author: item.from, content: item.content };
  }
  const { type, change, failedMsgId, failType, recalledMsgId } = item.event;
  if (type === "session_status_change") {
    // 3: it ended. 1, 2, 4: a colleague took it, got it from another, took it up again.
    return { kind: "mode", mode: change === 3 ? "bot" : "human" };
  }
  if (type === "msg_send_fail" && failedMsgId !== undefined) {
    const error = `微信客服没有送达：${FAILURES[failType ?? 0] ?? "未知原因"}。`;
    return { kind: "not_delivered", msgId: failedMsgId, error };
  }
  if (type === "user_recall_msg" && recalledMsgId !== undefined) {
    return { kind: "recalled", msgId: recalledMsgId };
  }
  return { kind: "none" };
}
