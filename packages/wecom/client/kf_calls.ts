import type { TokenSource, WecomCall } from "packages/wecom/client/call.ts";
import { type KfPage, toKfItem } from "packages/wecom/client/kf_values.ts";
import {
  changeServiceStateWire,
  sendKfMessageWire,
  serviceStateWire,
  syncMessagesWire,
} from "packages/wecom/client/kf_wire.ts";

/** Who serves a customer: nobody yet, the bot, they queue for staff, staff, or it is over. */
export type KfServiceState = "untreated" | "bot" | "queued" | "staff" | "ended";

const SERVICE_STATES: readonly KfServiceState[] = ["untreated", "bot", "queued", "staff", "ended"];

/** One customer at one account. */
export interface KfSession {
  readonly openKfId: string;
  readonly externalUserId: string;
}

/** 微信客服. All calls throw `WecomError` or `WecomUnreachableError`. */
export interface KfCalls {
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
  /** Document path 94669. */
  getServiceState(session: KfSession, signal?: AbortSignal): Promise<KfServiceState>;
  /** Puts the customer into the queue for staff, or ends the session; 95016 when it does not allow it. Document path 94669. */
  changeServiceState(
    session: KfSession & { readonly state: "queued" | "ended" },
    signal?: AbortSignal,
  ): Promise<void>;
}

/** Makes the calls of one app. */
export function createKfCalls(
  { call, tokens }: { readonly call: WecomCall; readonly tokens: TokenSource },
): KfCalls {
  const base = { query: {}, repeatable: true, tokens };
  return {
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
    async getServiceState({ openKfId, externalUserId }, signal) {
      const wire = await call({
        ...base,
        call: "kf/service_state/get",
        body: { open_kfid: openKfId, external_userid: externalUserId },
        answer: serviceStateWire,
        signal,
      });
      return SERVICE_STATES[wire.service_state] ?? "untreated";
    },
    async changeServiceState({ openKfId, externalUserId, state }, signal) {
      await call({
        ...base,
        call: "kf/service_state/trans",
        body: {
          open_kfid: openKfId,
          external_userid: externalUserId,
          service_state: SERVICE_STATES.indexOf(state),
        },
        answer: changeServiceStateWire,
        signal,
      });
    },
  };
}
