import { describeError, type Logger } from "packages/platform/log.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import type { KfCalls } from "packages/wecom/client/kf_calls.ts";
import type { KfSession } from "packages/wecom/client/kf_session_calls.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { ChannelSender, Outcome, Outgoing } from "services/ai-reply/delivery/channel.ts";
import { appMissing, toRefusal } from "services/ai-reply/delivery/refusal.ts";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { vendorMsgId } from "services/ai-reply/domain/delivery.ts";
import { callsBot } from "services/ai-reply/domain/plan_turn.ts";
import { toPlainText } from "services/ai-reply/text/plain_text.ts";
import { MAX_TEXT_BYTES, splitText } from "services/ai-reply/text/split_text.ts";

const RESERVED_BYTES = 48;
/** Until the customer writes again; document path 94677. */
const MAX_PARTS = 5;
/** Operators wait for it. */
const CHANGE_WITHIN_MS = 5_000;
/** WeCom was given this msgid before: the message is there. */
const DUPLICATE_MSGID = 95033;
/** An end is allowed in every session that is not over. */
const CHANGE_NOT_ALLOWED = 95016;

/** The customer is with the AI again, and may not have been told. */
const LOST: Outcome = {
  kind: "uncertain",
  error: "已从人工排队转回自动回答，但不确定这句话是否送达：会话已结束，客户再发消息后才能回复。",
};

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
    // What ends the wait for a colleague is one message.
    partsLeft: (sentSince, turn) => callsBot(turn) ? 1 : Math.max(0, MAX_PARTS - sentSince),
    async staffServes(conversation, turn, signal) {
      try {
        const state = await kfOf(conversation.app)?.getServiceState(
          sessionOf(conversation),
          signal,
        );
        return state === "staff" || state === "queued" && !callsBot(turn);
      } catch (error) {
        // Whether it may be sent, sending tells as well.
        if (error instanceof WecomError) return false;
        throw error;
      }
    },
    async send(outgoing) {
      const { conversation, turn, part, text, signal } = outgoing;
      const kf = kfOf(conversation.app);
      if (kf === undefined) return appMissing(conversation.app);
      const leadsBack = conversation.mode === "bot" && callsBot(turn);
      try {
        const outcome = leadsBack ? await leadBack(kf, outgoing) : undefined;
        if (outcome !== undefined) return outcome;
        const msgId = vendorMsgId(turn.turnId, part);
        await kf.sendText({ ...sessionOf(conversation), text, msgId }, signal);
        return { kind: "sent" };
      } catch (error) {
        return hasErrcode(error, DUPLICATE_MSGID) ? { kind: "sent" } : toRefusal(error);
      }
    },
    handOver: (conversation) => change(conversation, "queued"),
    takeBack: (conversation) => change(conversation, "ended"),
  };
}

/**
 * Takes a customer out of the queue: ends the session, and answers with the code that its end brings, as nothing else can
 * be said in it. Returns undefined when they are not in the queue. Where the session is over already, an earlier try has
 * ended it and its code is lost.
 */
async function leadBack(
  kf: KfCalls,
  { conversation, turn, part, text, signal }: Outgoing,
): Promise<Outcome | undefined> {
  const session = sessionOf(conversation);
  const state = await kf.getServiceState(session, signal);
  if (state === "ended") return LOST;
  if (state !== "queued") return undefined;
  let code: string | undefined;
  try {
    code = await kf.changeServiceState({ ...session, state: "ended" }, signal);
    await kf.sendTextOnEvent({ code, text, msgId: vendorMsgId(turn.turnId, part) }, signal);
    return { kind: "sent" };
  } catch (error) {
    if (hasErrcode(error, DUPLICATE_MSGID)) return { kind: "sent" };
    const isOver = code !== undefined || hasErrcode(error, CHANGE_NOT_ALLOWED);
    if (isOver && error instanceof WecomError) return LOST;
    throw error;
  }
}

function hasErrcode(error: unknown, errcode: number): boolean {
  return error instanceof WecomError && error.errcode === errcode;
}

function sessionOf({ place, person }: Conversation): KfSession {
  return { openKfId: place, externalUserId: person };
}
