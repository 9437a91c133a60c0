import type { TokenSource, WecomCall } from "packages/wecom/client/call.ts";
import {
  changeServiceStateWire,
  sendKfMessageWire,
  serviceStateWire,
} from "packages/wecom/client/kf_wire.ts";

/** Who serves a customer: no one yet, the bot, the queue for staff, staff, or the session has ended. */
export type KfServiceState = "untreated" | "bot" | "queued" | "staff" | "ended";

const SERVICE_STATES: readonly KfServiceState[] = ["untreated", "bot", "queued", "staff", "ended"];

/** The session of one customer with one account. */
export interface KfSession {
  readonly openKfId: string;
  readonly externalUserId: string;
}

/** Calls about who serves a customer of 微信客服, and messages when that changes. */
export interface KfSessionCalls {
  /** Who serves the customer now. Document path 94669. */
  getServiceState(session: KfSession, signal?: AbortSignal): Promise<KfServiceState>;
  /**
   * Puts the customer into the queue for staff, or ends the session. WeCom returns error 95016 when the
   * present state does not allow it, and when the session already has this state. Returns the code for
   * {@link sendTextOnEvent}, empty when WeCom gives none. Document path 94669.
   */
  changeServiceState(
    session: KfSession & { readonly state: "queued" | "ended" },
    signal?: AbortSignal,
  ): Promise<string>;
  /**
   * Sends one text about a change of the session, even when WeCom refuses `sendText`. A code works once,
   * and only while the session keeps its state: 20 seconds after the end of a session, 48 hours in other
   * states. Text and `msgId` as in `sendText`. Document path 95122.
   */
  sendTextOnEvent(
    message: { readonly code: string; readonly text: string; readonly msgId: string },
    signal?: AbortSignal,
  ): Promise<void>;
}

/** Makes the calls of one app. */
export function createKfSessionCalls(
  { call, tokens }: { readonly call: WecomCall; readonly tokens: TokenSource },
): KfSessionCalls {
  const base = { query: {}, repeatable: true, tokens };
  return {
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
      const { msg_code: code } = await call({
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
      return code;
    },
    async sendTextOnEvent({ code, text, msgId }, signal) {
      await call({
        ...base,
        call: "kf/send_msg_on_event",
        body: { code, msgid: msgId, msgtype: "text", text: { content: text } },
        answer: sendKfMessageWire,
        signal,
      });
    },
  };
}
