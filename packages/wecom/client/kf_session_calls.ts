import type { TokenSource, WecomCall } from "packages/wecom/client/call.ts";
import {
  changeServiceStateWire,
  sendKfMessageWire,
  serviceStateWire,
} from "packages/wecom/client/kf_wire.ts";

/** Who serves a customer: nobody yet, the bot, they queue for staff, staff, or it is over. */
export type KfServiceState = "untreated" | "bot" | "queued" | "staff" | "ended";

const SERVICE_STATES: readonly KfServiceState[] = ["untreated", "bot", "queued", "staff", "ended"];

/** One customer at one account. */
export interface KfSession {
  readonly openKfId: string;
  readonly externalUserId: string;
}

/** Who serves a customer of 微信客服, and what is said when that changes. */
export interface KfSessionCalls {
  /** Document path 94669. */
  getServiceState(session: KfSession, signal?: AbortSignal): Promise<KfServiceState>;
  /**
   * Puts the customer into the queue for staff, or ends the session; 95016 when it does not allow it, as when it is so
   * already. Returns the code for {@link sendTextOnEvent}, empty when WeCom gives none. Document path 94669.
   */
  changeServiceState(
    session: KfSession & { readonly state: "queued" | "ended" },
    signal?: AbortSignal,
  ): Promise<string>;
  /**
   * Says one thing about what has just happened, also where `sendText` is refused. A code can be used once, while the
   * session stays as it was when WeCom gave it: that of an ended one for 20 s, others for 48 hours. Text and msgid as in
   * `sendText`. Document path 95122.
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
