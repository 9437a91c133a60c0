import { describeError, type Logger } from "packages/platform/log.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import type { KfSession } from "packages/wecom/client/kf_calls.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { ChannelSender } from "services/ai-reply/delivery/channel.ts";
import { appMissing, toRefusal } from "services/ai-reply/delivery/refusal.ts";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { vendorMsgId } from "services/ai-reply/domain/delivery.ts";
import { toPlainText } from "services/ai-reply/text/plain_text.ts";
import { MAX_TEXT_BYTES, splitText } from "services/ai-reply/text/split_text.ts";

const RESERVED_BYTES = 48;
/** Until the customer writes again; document path 94677. */
const MAX_PARTS = 5;
/** Operators wait for it. */
const CHANGE_WITHIN_MS = 5_000;
/** WeCom was given this msgid before: the message is there. */
const DUPLICATE_MSGID = 95033;

/** 微信客服. A part that may have arrived is known again by its msgid. */
export function createKfChannel(
  { apps, log }: { readonly apps: ReadonlyMap<string, AppClient>; readonly log: Logger },
): ChannelSender {
  const kfOf = (app: string) => apps.get(app)?.client.kf;

  /** Best effort: an operator sees in our console who answers, whatever WeCom's own client shows. */
  async function change(conversation: Conversation, state: "queued" | "ended"): Promise<void> {
    const kf = kfOf(conversation.app);
    try {
      const session = sessionOf(conversation);
      const signal = AbortSignal.timeout(CHANGE_WITHIN_MS);
      const present = await kf?.getServiceState(session, signal);
      const isWithStaff = present === "queued" || present === "staff";
      if ((state === "queued") === isWithStaff) return;
      await kf?.changeServiceState({ ...session, state }, signal);
    } catch (error) {
      log.warn("kf_service_state_not_changed", {
        conversation_id: conversation.conversationId,
        error: describeError(error),
      });
    }
  }

  return {
    render: (answer) => splitText(toPlainText(answer, "kf"), MAX_TEXT_BYTES - RESERVED_BYTES),
    partsLeft: (sentSince) => Math.max(0, MAX_PARTS - sentSince),
    async staffServes(conversation, signal) {
      try {
        const state = await kfOf(conversation.app)?.getServiceState(
          sessionOf(conversation),
          signal,
        );
        return state === "queued" || state === "staff";
      } catch (error) {
        // Whether it may be sent, sending tells as well.
        if (error instanceof WecomError) return false;
        throw error;
      }
    },
    async send({ conversation, turn, part, text, signal }) {
      const kf = kfOf(conversation.app);
      if (kf === undefined) return appMissing(conversation.app);
      const msgId = vendorMsgId(turn.turnId, part);
      try {
        await kf.sendText({ ...sessionOf(conversation), text, msgId }, signal);
        return { kind: "sent" };
      } catch (error) {
        if (error instanceof WecomError && error.errcode === DUPLICATE_MSGID) {
          return { kind: "sent" };
        }
        return toRefusal(error);
      }
    },
    handOver: (conversation) => change(conversation, "queued"),
    takeBack: (conversation) => change(conversation, "ended"),
  };
}

function sessionOf({ place, person }: Conversation): KfSession {
  return { openKfId: place, externalUserId: person };
}
