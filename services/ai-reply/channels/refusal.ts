import { WecomError } from "packages/wecom/client/errcode.ts";
import type { Outcome } from "services/ai-reply/channels/channel.ts";
import { appNotConfigured } from "services/ai-reply/domain/delivery_errors.ts";

/** WeCom: a colleague serves the customer in WeCom's client (WeCom document path 90313). */
const STAFF_SERVES = 95018;

/**
 * Turns an error of WeCom into a refusal, if only the customer or an operator can change the result: the customer writes
 * again, an operator corrects a setting.
 * @throws the given error when sending may work later without that
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

/** The refusal when the app of a conversation is not configured. */
export function appMissing(app: string): Outcome {
  return {
    kind: "refused",
    error: appNotConfigured(app),
    staffServes: false,
  };
}
