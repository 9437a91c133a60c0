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

/** 微信客服. All calls throw `WecomError` or `WecomUnreachableError`. */
export interface KfCalls extends KfSessionCalls {
  /**
   * A page of what was written and what happened, of the last three days; not what we sent. Without `cursor` from the
   * beginning. Ask again while `hasMore`, also after an empty page. `syncToken` comes with the callback and lives ten
   * minutes (95007 after that); without it few calls are allowed. Document path 94670.
   */
  syncMessages(
    request: {
      readonly openKfId: string;
      readonly cursor?: string | undefined;
      readonly syncToken?: string | undefined;
      /** Items at most; 1000, WeCom's own limit, by default. */
      readonly limit?: number;
    },
    signal?: AbortSignal,
  ): Promise<KfPage>;
  /**
   * Sends text of at most 2048 bytes. `msgId` is chosen by the caller (at most 32 letters, digits, `_`, `-`): WeCom
   * refuses it the second time with 95033, so the call may be repeated. 95001 after five messages without one of the
   * customer, 95002 after 48 hours, 95013 and 95018 when the session does not allow it. Document path 94677.
   */
  sendText(
    message: KfSession & { readonly text: string; readonly msgId: string },
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * The WeChat profiles of at most 100 customers. Left out is whom WeCom does not tell of: unknown ids, and people who
   * have not been there for 48 hours. Document path 95159.
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
