import type { TokenSource, WecomCall } from "packages/wecom/client/call.ts";
import {
  type KfCustomer,
  type KfPage,
  toKfCustomer,
  toKfItem,
} from "packages/wecom/client/kf_values.ts";
import {
  createKfSessionCalls,
  type KfSession,
  type KfSessionCalls,
} from "packages/wecom/client/kf_session_calls.ts";
import {
  kfCustomersWire,
  sendKfMessageWire,
  syncMessagesWire,
} from "packages/wecom/client/kf_wire.ts";

/** Calls of 微信客服. All throw `WecomError` or `WecomUnreachableError`. */
export interface KfCalls extends KfSessionCalls {
  /**
   * A page of the messages and events of the last three days, without the messages that the API sent.
   * Without `cursor` it starts at the beginning. Call again while `hasMore` is true, even after an empty
   * page. `syncToken` comes with the callback and is valid for ten minutes (then error 95007); without it
   * WeCom allows few calls. Document path 94670.
   */
  syncMessages(
    request: {
      readonly openKfId: string;
      readonly cursor?: string | undefined;
      readonly syncToken?: string | undefined;
      /** The most items in a page. Default 1000, which is WeCom's limit. */
      readonly limit?: number;
    },
    signal?: AbortSignal,
  ): Promise<KfPage>;
  /**
   * Sends a text of at most 2048 bytes. The caller chooses `msgId` (at most 32 letters, digits, `_`, `-`).
   * WeCom refuses a second message with the same id (error 95033), so the call may be repeated. Errors:
   * 95001 after five messages without a message of the customer, 95002 after 48 hours, 95013 and 95018
   * when the session does not allow it. Document path 94677.
   */
  sendText(
    message: KfSession & { readonly text: string; readonly msgId: string },
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * The WeChat profiles of at most 100 customers. WeCom leaves out unknown ids and customers without a
   * message in the last 48 hours. Document path 95159.
   */
  getCustomers(
    externalUserIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly KfCustomer[]>;
}

/** Makes the calls of one app. */
export function createKfCalls(
  { call, tokens }: { readonly call: WecomCall; readonly tokens: TokenSource },
): KfCalls {
  const base = { query: {}, repeatable: true, tokens };
  return {
    ...createKfSessionCalls({ call, tokens }),
    async syncMessages({ openKfId, cursor = "", syncToken = "", limit = 1_000 }, signal) {
      const { next_cursor: nextCursor, has_more: hasMore, msg_list: items } = await call({
        ...base,
        call: "kf/sync_msg",
        body: { cursor, token: syncToken, limit, open_kfid: openKfId },
        answer: syncMessagesWire,
        signal,
      });
      return { items: items.map(toKfItem), nextCursor, hasMore };
    },
    async sendText({ openKfId, externalUserId, text, msgId }, signal) {
      await call({
        ...base,
        call: "kf/send_msg",
        body: {
          touser: externalUserId,
          open_kfid: openKfId,
          msgid: msgId,
          msgtype: "text",
          text: { content: text },
        },
        answer: sendKfMessageWire,
        signal,
      });
    },
    async getCustomers(externalUserIds, signal) {
      const { customer_list: customers } = await call({
        ...base,
        call: "kf/customer/batchget",
        body: { external_userid_list: externalUserIds },
        answer: kfCustomersWire,
        signal,
      });
      return customers.map(toKfCustomer);
    },
  };
}
