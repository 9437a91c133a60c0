import type { Corp } from "simulators/wecom/corp.ts";
import type { PushMessage } from "simulators/wecom/push/message_schema.ts";
import type { Delivery } from "simulators/wecom/state/deliveries.ts";

/** What every channel needs to know about a push. */
export interface PushOrder {
  corp: Corp;
  fromUser: string;
  message: PushMessage;
  /** AI bots: the group. Undefined: a single chat. */
  chatId: string | undefined;
  /** Another callback URL than the configured one. */
  to: string | undefined;
  duplicates: number;
}

/** One callback, recorded and ready to be sent. */
export interface PreparedPush {
  delivery: Delivery;
  /** Sends it with everything that follows: retries, replies, stream refreshes. Returns how it ended. */
  run(signal: AbortSignal): Promise<"accepted" | "failed" | "refused">;
}
