import { WecomError } from "packages/wecom/client/errcode.ts";
import type { Outcome } from "services/ai-reply/delivery/channel.ts";

/** What a colleague's service in WeCom's client is refused with; document path 90313. */
const STAFF_SERVES = 95018;

/**
 * A refusal that stays as it is until somebody does something: the customer writes again, an operator mends a setting.
 * @throws `error` when it may work later by itself
 */
export function toRefusal(error: unknown): Outcome {
  if (!(error instanceof WecomError)) throw error;
  if (error.class === "retry" || error.class === "refresh") throw error;
  return {
    kind: "refused",
    error: `${error.errcode} ${error.operator.zh}`,
    staffServes: error.errcode === STAFF_SERVES,
  };
}

/** The app that a conversation goes through is not configured any more. */
export function appMissing(app: string): Outcome {
  return {
    kind: "refused",
    error: `应用 ${app} 不在配置中，无法发送。请检查 WECOM_APPS_FILE。`,
    staffServes: false,
  };
}
